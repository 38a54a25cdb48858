using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What a quantization of weights did, and how near the new vectors are to the old ones. Immutable and thread-safe.</summary>
public sealed class WeightQuantizationReport
{
    internal WeightQuantizationReport()
    {
    }

    /// <summary>Number of weight matrices that were rewritten.</summary>
    public int Matrices { get; internal init; }

    /// <summary>Bytes of those matrices before.</summary>
    public long MatrixBytesBefore { get; internal init; }

    /// <summary>Bytes of those matrices now, their scales included.</summary>
    public long MatrixBytesAfter { get; internal init; }

    /// <summary>Bytes of the graph before, including the files beside it that hold its weights.</summary>
    public long GraphBytesBefore { get; internal init; }

    /// <summary>Bytes of the whole graph file now: what it adds to a model zip, before the zip's compression.</summary>
    public long GraphBytesAfter { get; internal init; }

    /// <summary>Matrices that stay as they were, each with the operator and the reason; and matrices that the graph holds twice now.</summary>
    public IReadOnlyList<string> LeftAlone { get; internal init; } = [];

    /// <summary>Number of sample texts that both models have embedded.</summary>
    public int SampleTexts { get; internal init; }

    /// <summary>The mean, over the sample texts, of the cosine between the old and the new vector; from -1 to 1.</summary>
    public double MeanCosine { get; internal init; }

    /// <summary>The smallest of those cosines.</summary>
    public double MinCosine { get; internal init; }

    /// <summary>The report in a line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Matrices} matrices, {MatrixBytesBefore:N0} to {MatrixBytesAfter:N0} bytes; graph {GraphBytesBefore:N0} to {GraphBytesAfter:N0} bytes; " +
        $"{LeftAlone.Count} left alone; cosine over {SampleTexts} texts: mean {MeanCosine:F5}, least {MinCosine:F5}");
}
