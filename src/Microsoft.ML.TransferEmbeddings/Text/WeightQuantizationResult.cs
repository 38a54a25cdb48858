namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What <see cref="TextEmbeddingModel.Quantize(WeightQuantizationOptions, CancellationToken)"/> gives.</summary>
public sealed class WeightQuantizationResult
{
    internal WeightQuantizationResult(TextEmbeddingModel model, WeightQuantizationReport report)
    {
        Model = model;
        Report = report;
    }

    /// <summary>The new model, which the caller disposes of.</summary>
    public TextEmbeddingModel Model { get; }

    /// <summary>What was done, and how near the new vectors are to the old ones.</summary>
    public WeightQuantizationReport Report { get; }
}
