using static System.Buffers.Binary.BinaryPrimitives;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>The chunks of a PNG file before its IEND (https://www.w3.org/TR/png-3/#5DataRep). Checksums are the decoder's affair.</summary>
internal ref struct PngChunks(ReadOnlySpan<byte> file)
{
    private const int SignatureLength = 8, HeadLength = 8, ChecksumLength = 4;

    private ReadOnlySpan<byte> rest = file[Math.Min(SignatureLength, file.Length)..];

    public PngChunk Current { get; private set; }

    /// <summary>Whether IEND was seen; false where the file is cut.</summary>
    public bool HasEnded { get; private set; }

    public readonly PngChunks GetEnumerator() => this;

    public bool MoveNext()
    {
        if (HasEnded || rest.Length < HeadLength || ReadUInt32BigEndian(rest) is var length && length > rest.Length - HeadLength)
            return false;
        Current = new PngChunk(rest.Slice(4, 4), rest.Slice(HeadLength, (int)length));
        HasEnded = Current.Is("IEND"u8);
        rest = rest[Math.Min(HeadLength + (int)length + ChecksumLength, rest.Length)..];
        return !HasEnded;
    }
}

/// <summary>A part of a PNG file.</summary>
internal readonly ref struct PngChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
{
    private readonly ReadOnlySpan<byte> type = type;

    public ReadOnlySpan<byte> Content { get; } = content;

    public bool Is(ReadOnlySpan<byte> other) => type.SequenceEqual(other);
}
