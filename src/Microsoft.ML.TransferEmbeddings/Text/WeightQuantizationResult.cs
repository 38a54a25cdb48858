namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Result of <see cref="TextEmbeddingModel.Quantize(WeightQuantizationOptions, CancellationToken)"/>. Immutable.</summary>
public sealed class WeightQuantizationResult
{
    internal WeightQuantizationResult(TextEmbeddingModel model, WeightQuantizationReport report)
    {
        Model = model;
        Report = report;
    }

    /// <summary>The new model, which the caller disposes of.</summary>
    public TextEmbeddingModel Model { get; }

    /// <summary>Report of the quantization: sizes, and the similarity of the new vectors to the old ones.</summary>
    public WeightQuantizationReport Report { get; }
}
