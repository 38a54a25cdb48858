using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>
/// A file with the state of a training between two epochs, and at its end the SHA-256 of all before. The training goes on as if nothing had happened, bit for bit
/// with one thread.
/// </summary>
internal sealed class TrainingCheckpoint(string path, byte[] fingerprint)
{
    private const int NumbersAtOnce = 1 << 20;

    private static readonly byte[] Magic = "word2vec training 2\n"u8.ToArray();

    /// <summary>Equal fingerprints: the same training, on however many threads.</summary>
    public static byte[] Fingerprint(Word2VecOptions options, IReadOnlyList<string> words, IReadOnlyList<TokenBlock> blocks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var subwords = options.Subwords;
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Architecture} {options.Dimension} {options.Window} {options.NegativeSamples} {options.NegativeExponent} {options.SubsamplingThreshold} {options.LearningRate} " +
            $"{options.FinalLearningRate} {options.Epochs} {options.Seed} {subwords?.MinLength} {subwords?.MaxLength} {subwords?.Buckets}\n")));
        foreach (string word in words)
            hash.AppendData(Encoding.UTF8.GetBytes(word + '\n'));
        foreach (var block in blocks)
        {
            hash.AppendData(BitConverter.GetBytes(block.Tokens));
            hash.AppendData(MemoryMarshal.AsBytes<int>(block.Words));
        }
        return hash.GetHashAndReset();
    }

    /// <summary>Reads the vectors where the file is there.</summary>
    /// <returns>How many epochs they have seen; 0 where there is no file.</returns>
    /// <exception cref="DirectoryNotFoundException">There will be no place for the file.</exception>
    /// <exception cref="InvalidDataException">The file is something else, or damaged; the vectors are not to be used then.</exception>
    /// <exception cref="InvalidOperationException">It is the checkpoint of another training.</exception>
    public int Load(Word2VecModel model)
    {
        if (!File.Exists(path))
        {
            // Told now, not when the first epoch is lost.
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return Directory.Exists(folder) ? 0 : throw new DirectoryNotFoundException($"There is no folder '{folder}' for the checkpoint '{path}'. Make it, or name another file.");
        }
        using var reader = new BinaryReader(File.OpenRead(path));
        if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
            throw new InvalidDataException($"'{path}' is not a checkpoint of a training, and is left unchanged. Name another file.");
        if (!reader.ReadBytes(fingerprint.Length).AsSpan().SequenceEqual(fingerprint))
            throw new InvalidOperationException($"'{path}' is the checkpoint of a training on another text or with other options. Delete it, or name another file.");
        long expected = sizeof(int) + (model.Inputs.LongLength + model.Outputs.LongLength) * sizeof(float) + SHA256.HashSizeInBytes;
        if (reader.BaseStream.Length - reader.BaseStream.Position != expected)
            throw Damaged($"it should hold {expected:N0} bytes of vectors and checksum");
        int epochs = reader.ReadInt32();
        using var hash = BeginHash(epochs);
        foreach (float[] table in Tables(model))
        {
            for (int start = 0; start < table.Length; start += NumbersAtOnce)
            {
                var bytes = Bytes(table, start);
                reader.BaseStream.ReadExactly(bytes);
                hash.AppendData(bytes);
            }
        }
        return reader.ReadBytes(SHA256.HashSizeInBytes).AsSpan().SequenceEqual(hash.GetHashAndReset()) ? epochs : throw Damaged("its SHA-256 is not the one that was saved");
    }

    public void Save(Word2VecModel model, int epochs) => AtomicFile.Write(path, stream =>
    {
        stream.Write(Magic);
        stream.Write(fingerprint);
        stream.Write(BitConverter.GetBytes(epochs));
        using var hash = BeginHash(epochs);
        foreach (float[] table in Tables(model))
        {
            for (int start = 0; start < table.Length; start += NumbersAtOnce)
            {
                stream.Write(Bytes(table, start));
                hash.AppendData(Bytes(table, start));
            }
        }
        stream.Write(hash.GetHashAndReset());
    });

    /// <summary>To be called when the training is done.</summary>
    public void Delete() => File.Delete(path);

    private IncrementalHash BeginHash(int epochs)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Magic);
        hash.AppendData(fingerprint);
        hash.AppendData(BitConverter.GetBytes(epochs));
        return hash;
    }

    private InvalidDataException Damaged(string reason) => new($"'{path}' is damaged: {reason}. Delete it to begin anew.");

    private static float[][] Tables(Word2VecModel model) => [model.Inputs, model.Outputs];

    private static Span<byte> Bytes(float[] table, int start) => MemoryMarshal.AsBytes(table.AsSpan(start, Math.Min(NumbersAtOnce, table.Length - start)));
}
