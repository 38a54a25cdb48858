using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Training;

/// <summary>The state of a training in a file, so that a process that was ended can be followed by another one. A new state takes the place of the old one when it is whole.</summary>
internal sealed class Checkpoint
{
    private const string FileName = "fine-tuning.checkpoint";
    private const int HashLength = SHA256.HashSizeInBytes;

    private readonly string path;
    private readonly byte[] identity;
    private readonly IReadOnlyList<TrainedTensor> tensors;
    private readonly AdamW optimizer;

    /// <param name="directory">Created where it is missing.</param>
    /// <param name="identity">What the training depends on: another one does not continue here.</param>
    /// <param name="tensors">What is trained.</param>
    /// <param name="optimizer">With a state of its own.</param>
    public Checkpoint(string directory, IEnumerable<string> identity, IReadOnlyList<TrainedTensor> tensors, AdamW optimizer)
    {
        Directory.CreateDirectory(directory);
        path = Path.Combine(directory, FileName);
        this.tensors = tensors;
        this.optimizer = optimizer;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in identity.Concat(tensors.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Values.shape)}]")))
        {
            byte[] text = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(text.Length));
            hash.AppendData(text);
        }
        this.identity = hash.GetHashAndReset();
    }

    /// <summary>Takes up the state of the file.</summary>
    /// <returns>The steps that were done; 0 where there is no file.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or of another training.</exception>
    public int Read()
    {
        // What a process that was killed has left half written; no other one writes here.
        foreach (string partial in Directory.GetFiles(Path.GetDirectoryName(path)!, $"{FileName}.*.partial"))
            File.Delete(partial);
        if (!File.Exists(path))
            return 0;
        Check();
        using var stream = File.OpenRead(path);
        stream.Position = HashLength;
        Span<byte> step = stackalloc byte[sizeof(int)];
        stream.ReadExactly(step);
        foreach (var (i, tensor) in tensors.Index())
        {
            stream.ReadExactly(tensor.Values.bytes);
            stream.ReadExactly(MemoryMarshal.AsBytes(optimizer.Means[i].AsSpan()));
            stream.ReadExactly(MemoryMarshal.AsBytes(optimizer.Squares[i].AsSpan()));
        }
        return MemoryMarshal.Read<int>(step);
    }

    /// <param name="step">The steps that were done.</param>
    /// <exception cref="IOException">The file can't be written; the one before is there.</exception>
    public void Write(int step)
    {
        try
        {
            AtomicFile.Write(path, stream =>
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                Append(identity);
                Append(BitConverter.GetBytes(step));
                foreach (var (i, tensor) in tensors.Index())
                {
                    Append(tensor.Values.bytes);
                    Append(MemoryMarshal.AsBytes(optimizer.Means[i].AsSpan()));
                    Append(MemoryMarshal.AsBytes(optimizer.Squares[i].AsSpan()));
                }
                stream.Write(hash.GetHashAndReset());

                void Append(ReadOnlySpan<byte> bytes)
                {
                    hash.AppendData(bytes);
                    stream.Write(bytes);
                }
            });
        }
        // .NET gives the last one for a file that is longer than its file system or the process's limit allows.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new IOException($"The state of the training can't be written to '{path}': {e.Message} The last state that was written is still there: make room and call again to continue from it.", e);
        }
    }

    public void Delete() => File.Delete(path);

    private void Check()
    {
        using var stream = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        long left = Math.Max(0, stream.Length - HashLength);
        Span<byte> first = stackalloc byte[HashLength];
        bool isFirst = true;
        while (left > 0)
        {
            int read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (isFirst)
                buffer.AsSpan(0, HashLength).CopyTo(first);
            isFirst = false;
            hash.AppendData(buffer, 0, read);
            left -= read;
        }
        Span<byte> written = stackalloc byte[HashLength];
        if (stream.ReadAtLeast(written, HashLength, throwOnEndOfStream: false) < HashLength || !written.SequenceEqual(hash.GetHashAndReset()))
            throw new InvalidDataException($"The state of a training in '{path}' is damaged. Delete the file to begin anew.");
        if (!first.SequenceEqual(identity))
            throw new InvalidDataException($"The state of a training in '{path}' is of another model, other data or other options. Choose another {nameof(FineTuningOptions.CheckpointDirectory)}, or delete the file.");
    }
}
