using System.Text.Json.Serialization;
using Microsoft.ML.TransferEmbeddings.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Reduces the vectors of a text's tokens to the vector of the text, by one of the poolings of sentence-transformers, by the smallest values, or by several of them
/// side by side. Padding is ignored. A text without tokens to pool, such as an empty text after a prompt that is left out, has a vector of zeros. Immutable and
/// thread-safe; poolings with equal names are equal.
/// </summary>
[JsonConverter(typeof(TextPoolingConverter))]
public sealed class TextPooling : IEquatable<TextPooling>
{
    private const char Separator = '+';

    private TextPooling(params ReadOnlySpan<string> modes) => Modes = [.. modes];

    /// <summary>Takes the first token, [CLS] in BERT's family; if the prompt is left out, the first token after it.</summary>
    public static TextPooling Cls { get; } = new("cls");

    /// <summary>Takes the largest value of each dimension.</summary>
    public static TextPooling Max { get; } = new("max");

    /// <summary>Takes the smallest value of each dimension. sentence-transformers does not have this pooling.</summary>
    public static TextPooling Min { get; } = new("min");

    /// <summary>Takes the mean of all tokens, including special tokens.</summary>
    public static TextPooling Mean { get; } = new("mean");

    /// <summary>Takes the sum of all tokens, divided by the square root of their number.</summary>
    public static TextPooling MeanSqrtLen { get; } = new("mean_sqrt_len_tokens");

    /// <summary>Takes the mean of all tokens, weighted by their position, from 1 (SGPT, https://arxiv.org/abs/2202.08904).</summary>
    public static TextPooling WeightedMean { get; } = new("weightedmean");

    /// <summary>Takes the last token that is not padding, whichever side the tokenizer pads on; for networks that read from left to right.</summary>
    public static TextPooling LastToken { get; } = new("lasttoken");

    /// <summary>Takes the smallest values, the mean and the largest values side by side, in the order of ML.NET's <c>ApplyWordEmbedding</c>.</summary>
    public static TextPooling MinMeanMax { get; } = Concatenate(Min, Mean, Max);

    /// <summary>Names of the poolings, as sentence-transformers writes them, in the order of their vectors.</summary>
    public IReadOnlyList<string> Modes { get; }

    private static IEnumerable<TextPooling> Single => [Cls, Max, Min, Mean, MeanSqrtLen, WeightedMean, LastToken];

    /// <summary>Puts several poolings side by side. The length of the vector is multiplied by their number.</summary>
    /// <param name="poolings">One or more poolings, in the order of their vectors.</param>
    /// <exception cref="ArgumentException"><paramref name="poolings"/> is empty.</exception>
    public static TextPooling Concatenate(params ReadOnlySpan<TextPooling> poolings)
    {
        if (poolings.IsEmpty)
            throw new ArgumentException("No pooling was given. Name one or more, such as TextPooling.Mean.", nameof(poolings));
        var modes = new List<string>();
        foreach (var pooling in poolings)
            modes.AddRange(pooling.Modes);
        return new TextPooling([.. modes]);
    }

    /// <summary>Parses the result of <see cref="ToString"/>: names of sentence-transformers, separated by "+".</summary>
    /// <param name="text">The names, such as "cls+mean".</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">A name is unknown; the message lists the known ones.</exception>
    public static TextPooling Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        string[] modes = text.Split(Separator);
        if (modes.FirstOrDefault(mode => !Single.Any(known => known.Modes[0] == mode)) is { } other)
            throw new FormatException($"'{other}' is not a pooling; {string.Join(", ", Single)} are known.");
        return new TextPooling(modes);
    }

    /// <inheritdoc/>
    public bool Equals(TextPooling? other) => other is not null && Modes.SequenceEqual(other.Modes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextPooling);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the names, separated by "+", such as "cls+mean".</summary>
    public override string ToString() => string.Join(Separator, Modes);
}
