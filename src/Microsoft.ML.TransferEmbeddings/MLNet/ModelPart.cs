using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>
/// What a stage has in ML.NET's model zip, followed by the SHA-256 of its bytes. They are compared before anything is read: a part that was damaged on the way
/// is refused, and never gives other scores.
/// </summary>
internal static class ModelPart
{
    public const int ValuesAtOnce = 1 << 16;

    public static void Write(ModelSaveContext context, VersionInfo version, Action<BinaryWriter> write)
    {
        context.CheckAtModel();
        context.SetVersionInfo(version);
        context.Writer.Flush();
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(context.Writer.BaseStream, hash, CryptoStreamMode.Write, leaveOpen: true))
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
            write(writer);
        context.Writer.Write(hash.Hash!);
    }

    /// <summary>What <see cref="ModelPartReader.ReadValues"/> reads.</summary>
    public static void WriteValues<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        for (; !values.IsEmpty; values = values[Math.Min(ValuesAtOnce, values.Length)..])
            writer.Write(MemoryMarshal.AsBytes(values[..Math.Min(ValuesAtOnce, values.Length)]));
    }

    /// <exception cref="InvalidDataException">The part is damaged, or of another format.</exception>
    public static T Read<T>(ModelLoadContext context, VersionInfo version, Func<ModelPartReader, T> read)
    {
        if (context.Header.ModelVerWritten < version.VerWeCanReadBack)
        {
            throw new InvalidDataException(
                $"'{context.Directory}' in the model zip is of the format {context.Header.ModelVerWritten:x}, which has no checksum and is read no more. " +
                "Train the model again and save it.");
        }
        context.CheckAtModel(version);
        try
        {
            var reader = new ModelPartReader(context.Reader, Check(context));
            var value = read(reader);
            reader.CheckEnd();
            // ML.NET wants to be after the part.
            context.Reader.ReadBytes(SHA256.HashSizeInBytes);
            return value;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"The model zip is damaged: '{context.Directory}' can't be used. {e.Message} Copy or save the zip again.", e);
        }
    }

    /// <summary>Compares all bytes of the part with their hash, and goes back to the first of them.</summary>
    /// <returns>How many bytes there are before the hash.</returns>
    private static long Check(ModelLoadContext context)
    {
        var stream = context.Reader.BaseStream;
        long start = stream.Position, length = context.Header.CbModel - SHA256.HashSizeInBytes;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (long left = length; left > 0;)
        {
            int count = (int)Math.Min(left, buffer.Length);
            stream.ReadExactly(buffer, 0, count);
            hash.AppendData(buffer, 0, count);
            left -= count;
        }
        if (length < 0 || !hash.GetHashAndReset().AsSpan().SequenceEqual(context.Reader.ReadBytes(SHA256.HashSizeInBytes)))
            throw new InvalidDataException("Its bytes are not those that were saved.");
        stream.Position = start;
        return length;
    }
}
