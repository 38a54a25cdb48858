namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options of <see cref="TextEmbeddingModel.Quantize(WeightQuantizationOptions, CancellationToken)"/>: the precision of the weights, and texts to compare the models
/// on. Immutable and thread-safe.
/// </summary>
public sealed class WeightQuantizationOptions
{
    private readonly WeightPrecision precision = WeightPrecision.Int8;
    private readonly IReadOnlyList<string>? sampleTexts;

    /// <summary>Storage of the weights; default <see cref="WeightPrecision.Int8"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public WeightPrecision Precision
    {
        get => precision;
        init => precision = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Precision), value, $"There is no WeightPrecision {value}; Int8 is known.");
    }

    /// <summary>
    /// Texts like those that the model will see, on which the vectors of both models are compared. A few hundred give a good estimate. Null, the default, for two dozen
    /// built-in texts.
    /// </summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public IReadOnlyList<string>? SampleTexts
    {
        get => sampleTexts;
        init => sampleTexts = value is { Count: 0 }
            ? throw new ArgumentException("There is no sample text to compare the models on. Give some, or null for the built-in ones.", nameof(SampleTexts))
            : value;
    }
}
