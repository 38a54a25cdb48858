namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How the weights of a network are made smaller, and what the result is compared on. Immutable and thread-safe.</summary>
public sealed class WeightQuantizationOptions
{
    private readonly WeightPrecision precision = WeightPrecision.Int8;
    private readonly IReadOnlyList<string>? sampleTexts;

    /// <summary>Storage of the weights; <see cref="WeightPrecision.Int8"/> by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public WeightPrecision Precision
    {
        get => precision;
        init => precision = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Precision), value, $"There is no WeightPrecision {value}; Int8 is known.");
    }

    /// <summary>
    /// Texts as the model will see them, on which the old and the new vectors are compared; a few hundred give a good estimate. Null, the default, for two
    /// dozen built-in texts.
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
