using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// What <see cref="TextEmbeddingModel.Quantize(WeightPrecision, out QuantizationReport, IEnumerable{string})"/> did, and how near the new vectors are to the
/// old ones. Immutable and thread-safe.
/// </summary>
public sealed class QuantizationReport
{
    internal QuantizationReport()
    {
    }

    /// <summary>The weight matrices that were rewritten.</summary>
    public int Matrices { get; internal init; }

    /// <summary>Bytes of those matrices before.</summary>
    public long MatrixBytesBefore { get; internal init; }

    /// <summary>Bytes of those matrices now, their scales included.</summary>
    public long MatrixBytesAfter { get; internal init; }

    /// <summary>Bytes of the graph before, files beside it that hold weights of it included.</summary>
    public long GraphBytesBefore { get; internal init; }

    /// <summary>Bytes of the whole graph file now: what it adds to a model zip, before the zip's compression.</summary>
    public long GraphBytesAfter { get; internal init; }

    /// <summary>Matrices that stay as they were, each with the operator and the reason; and matrices that the graph holds twice now.</summary>
    public IReadOnlyList<string> LeftAlone { get; internal init; } = [];

    /// <summary>The sample texts.</summary>
    public int SampleTexts { get; internal init; }

    /// <summary>The cosine between the vector of a sample text by the model given and by the new one, from -1 to 1: the mean over the texts.</summary>
    public double MeanCosine { get; internal init; }

    /// <summary>The least of those cosines.</summary>
    public double LeastCosine { get; internal init; }

    /// <summary>The report in a line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Matrices} matrices, {MatrixBytesBefore:N0} to {MatrixBytesAfter:N0} bytes; graph {GraphBytesBefore:N0} to {GraphBytesAfter:N0} bytes; " +
        $"{LeftAlone.Count} left alone; cosine over {SampleTexts} texts: mean {MeanCosine:F5}, least {LeastCosine:F5}");
}
