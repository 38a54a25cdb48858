using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// How a layer becomes a vector: maps (batch, channels, height, width) over their places, a value a channel; token sequences (batch, tokens, dimension)
/// over their tokens. Where images are square and a map has two equal sides and a last one that differs, that one is the channels'. A layer that is a vector already stays as it is. Immutable and thread-safe; equal where the texts are equal.
/// </summary>
public sealed record ImagePooling
{
    private const string PowerPrefix = "gem-";

    private ImagePooling(string name, double? power = null)
    {
        Name = name;
        Power = power;
    }

    /// <summary>The mean; the default for maps.</summary>
    public static ImagePooling Mean { get; } = new("mean");

    /// <summary>The largest value.</summary>
    public static ImagePooling Max { get; } = new("max");

    /// <summary>The first token, where vision transformers gather what they see; the default for token sequences. Maps have none and are refused.</summary>
    public static ImagePooling Cls { get; } = new("cls");

    /// <summary>All values side by side.</summary>
    public static ImagePooling Flatten { get; } = new("flatten");

    /// <summary>The exponent of a generalised mean; null for the other poolings.</summary>
    public double? Power { get; }

    internal string Name { get; }

    /// <summary>The generalised mean (GeM, https://arxiv.org/abs/1711.02512): the mean of max(x, 1e-6) to the power p, to the power 1/p.</summary>
    /// <param name="power">p: 1 is the mean of what is positive, and the larger it is, the nearer to the maximum; 3 is usual.</param>
    /// <exception cref="ArgumentOutOfRangeException">The power is not between 1 and 100.</exception>
    public static ImagePooling GeneralizedMean(double power = 3) => power is >= 1 and <= 100
        ? new(PowerPrefix + power.ToString("R", CultureInfo.InvariantCulture), power)
        : throw new ArgumentOutOfRangeException(nameof(power), power, "The power must be between 1 and 100.");

    /// <summary>The pooling's name: "mean", "max", "cls", "flatten", or "gem-" and the power.</summary>
    public override string ToString() => Name;

    /// <exception cref="FormatException">It is no name of a pooling.</exception>
    internal static ImagePooling Parse(string name) =>
        new[] { Mean, Max, Cls, Flatten }.FirstOrDefault(pooling => pooling.Name == name)
        ?? (name.StartsWith(PowerPrefix, StringComparison.Ordinal) && double.TryParse(name[PowerPrefix.Length..], CultureInfo.InvariantCulture, out double power) && power is >= 1 and <= 100
            ? GeneralizedMean(power)
            : throw new FormatException($"'{name}' is no pooling of images."));
}
