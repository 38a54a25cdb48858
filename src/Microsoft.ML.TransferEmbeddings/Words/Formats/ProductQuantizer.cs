namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>The centroids of fastText's product quantizer: 256 for each part of a vector; all parts have one length but the last.</summary>
internal sealed class ProductQuantizer
{
    private const string What = "the centroids of the fastText model";
    private const int Centroids = 256;

    /// <summary>Columns in a part: a part is a byte in the file, and a column four bytes in memory. The original makes two of them unless it is told otherwise.</summary>
    private const int LongestPart = 64;

    private readonly int partLength;
    private readonly int lastLength;
    private readonly float[] centroids;

    private ProductQuantizer(int dimension, int partCount, int partLength, int lastLength, float[] centroids)
    {
        Dimension = dimension;
        PartCount = partCount;
        this.partLength = partLength;
        this.lastLength = lastLength;
        this.centroids = centroids;
    }

    public int Dimension { get; }

    public int PartCount { get; }

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static ProductQuantizer Read(FileBytes bytes)
    {
        int dimension = bytes.ReadInt32(What), partCount = bytes.ReadInt32(What), partLength = bytes.ReadInt32(What), lastLength = bytes.ReadInt32(What);
        if (dimension is < 1 or > FastTextHeader.LargestDimension || partCount < 1 || partLength < 1 || lastLength < 1
            || (partCount - 1L) * partLength + lastLength != dimension)
            throw bytes.Error($"it has vectors of {dimension:N0} columns in {partCount:N0} parts of {partLength:N0}, the last of {lastLength:N0}");
        if (Math.Max(partLength, lastLength) > LongestPart)
            throw bytes.Error($"its quantized vectors have parts of {Math.Max(partLength, lastLength):N0} columns, of which {LongestPart} are read at most; quantize it again with a smaller -dsub");
        float[] centroids = bytes.ReadArray<float>((long)dimension * Centroids, What);
        return FiniteNumbers.FindOther(centroids) is { } other
            ? throw bytes.Error($"{What} hold {other}")
            : new ProductQuantizer(dimension, partCount, partLength, lastLength, centroids);
    }

    /// <param name="codes">A centroid for each part.</param>
    /// <param name="values">Dimension values.</param>
    public void Decode(ReadOnlySpan<byte> codes, Span<float> values)
    {
        for (int part = 0; part < codes.Length; part++)
        {
            int length = part == codes.Length - 1 ? lastLength : partLength;
            centroids.AsSpan(part * Centroids * partLength + codes[part] * length, length).CopyTo(values[(part * partLength)..]);
        }
    }

    /// <summary>The first value of a centroid of the first part.</summary>
    public float FirstOf(byte code) => centroids[code * (PartCount == 1 ? lastLength : partLength)];
}
