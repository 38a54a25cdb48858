using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings.Items.Learning;

/// <summary>What, besides the items' vectors, decides the vector that alternating least squares gives a user. Saved in the model zip.</summary>
/// <param name="Dimension">Of the vectors.</param>
/// <param name="UnobservedWeight">Of every pair of a user and an item.</param>
/// <param name="Regularization">Its weight.</param>
/// <param name="FrequencyExponent">Of the frequency that it is scaled by.</param>
internal sealed record AlsSettings(int Dimension, double UnobservedWeight, double Regularization, double FrequencyExponent)
{
    public int Dimension { get; } = OptionRange.Between(1, 1_024, Dimension, nameof(Dimension));

    public double UnobservedWeight { get; } = OptionRange.Positive(UnobservedWeight, nameof(UnobservedWeight));

    public double Regularization { get; } = OptionRange.Positive(Regularization, nameof(Regularization));

    public double FrequencyExponent { get; } = OptionRange.Between(0, 2, FrequencyExponent, nameof(FrequencyExponent));
}
