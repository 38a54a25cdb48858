using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Reduces a layer to a vector: maps (batch, channels, height, width) over height and width, to one value per channel; token sequences
/// (batch, tokens, dimension) over the tokens. Layers that are vectors already pass unchanged. For square images, a map whose first two axes are equal and whose
/// last one differs is read as (batch, height, width, channels). Immutable and thread-safe; poolings with equal names are equal.
/// </summary>
public sealed record ImagePooling
{
    private const string PowerPrefix = "gem-";

    private ImagePooling(string name, double? power = null)
    {
        Name = name;
        Power = power;
    }

    /// <summary>Takes the mean; the default for maps.</summary>
    public static ImagePooling Mean { get; } = new("mean");

    /// <summary>Takes the largest value.</summary>
    public static ImagePooling Max { get; } = new("max");

    /// <summary>Takes the first token, in which vision transformers summarize the image; the default for token sequences. Maps have no tokens and are refused.</summary>
    public static ImagePooling Cls { get; } = new("cls");

    /// <summary>Keeps all values, side by side.</summary>
    public static ImagePooling Flatten { get; } = new("flatten");

    /// <summary>Exponent of a generalized mean, from 1 to 100; null for the other poolings.</summary>
    public double? Power { get; }

    internal string Name { get; }

    /// <summary>Takes the generalized mean (GeM, https://arxiv.org/abs/1711.02512): the mean of max(x, 1e-6)^p, to the power 1/p.</summary>
    /// <param name="power">The exponent p, from 1 to 100; default 3. At 1 it is the mean of the values with negative ones as 0; the larger p is, the nearer to the maximum.</param>
    /// <exception cref="ArgumentOutOfRangeException">The power is not between 1 and 100.</exception>
    public static ImagePooling GeneralizedMean(double power = 3) => power is >= 1 and <= 100
        ? new(PowerPrefix + power.ToString("R", CultureInfo.InvariantCulture), power)
        : throw new ArgumentOutOfRangeException(nameof(power), power, "The power must be between 1 and 100.");

    /// <summary>Returns the pooling's name: "mean", "max", "cls", "flatten", or "gem-" followed by the power.</summary>
    public override string ToString() => Name;

    /// <exception cref="FormatException">No pooling has this name.</exception>
    internal static ImagePooling Parse(string name) =>
        new[] { Mean, Max, Cls, Flatten }.FirstOrDefault(pooling => pooling.Name == name)
        ?? (name.StartsWith(PowerPrefix, StringComparison.Ordinal) && double.TryParse(name[PowerPrefix.Length..], CultureInfo.InvariantCulture, out double power) && power is >= 1 and <= 100
            ? GeneralizedMean(power)
            : throw new FormatException($"'{name}' is not a pooling of images."));
}
