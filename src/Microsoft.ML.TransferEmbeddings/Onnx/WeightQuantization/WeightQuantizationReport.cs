using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Report of a quantization of weights: sizes, and the similarity of the new vectors to the old ones. Immutable and thread-safe.</summary>
public sealed class WeightQuantizationReport
{
    internal WeightQuantizationReport()
    {
    }

    /// <summary>Number of weight matrices that were quantized.</summary>
    public int Matrices { get; internal init; }

    /// <summary>Size of those matrices before, in bytes.</summary>
    public long MatrixBytesBefore { get; internal init; }

    /// <summary>Size of those matrices now, in bytes, including their scales.</summary>
    public long MatrixBytesAfter { get; internal init; }

    /// <summary>Size of the graph before, in bytes, including external files with its weights.</summary>
    public long GraphBytesBefore { get; internal init; }

    /// <summary>Size of the whole graph file now, in bytes: what it adds to a model zip, before compression.</summary>
    public long GraphBytesAfter { get; internal init; }

    /// <summary>Lines for reading about matrices that were not changed, each with the operator and the reason, and about matrices that the graph now has twice.</summary>
    public IReadOnlyList<string> LeftAlone { get; internal init; } = [];

    /// <summary>Number of sample texts that both models embedded.</summary>
    public int SampleTexts { get; internal init; }

    /// <summary>Mean over the sample texts of the cosine between the old and the new vector, from -1 to 1.</summary>
    public double MeanCosine { get; internal init; }

    /// <summary>Smallest of those cosines.</summary>
    public double MinCosine { get; internal init; }

    /// <summary>Returns the report in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Matrices} matrices, {MatrixBytesBefore:N0} to {MatrixBytesAfter:N0} bytes; graph {GraphBytesBefore:N0} to {GraphBytesAfter:N0} bytes; " +
        $"{LeftAlone.Count} left alone; cosine over {SampleTexts} texts: mean {MeanCosine:F5}, least {MinCosine:F5}");
}
