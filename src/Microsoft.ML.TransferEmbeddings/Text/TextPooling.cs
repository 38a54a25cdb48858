using System.Text.Json.Serialization;
using Microsoft.ML.TransferEmbeddings.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// How the vectors of a text's tokens become the text's vector: one of the poolings of sentence-transformers, or the smallest values, or several of them side
/// by side. Padding never counts; a text of which no token counts, as an empty one after a prompt that is left out, has zeros. Immutable and thread-safe; equal
/// where the names are equal.
/// </summary>
[JsonConverter(typeof(TextPoolingConverter))]
public sealed class TextPooling : IEquatable<TextPooling>
{
    private const char Separator = '+';

    private TextPooling(params ReadOnlySpan<string> modes) => Modes = [.. modes];

    /// <summary>The first token, [CLS] in BERT's family; the first one after the prompt where the prompt does not count.</summary>
    public static TextPooling Cls { get; } = new("cls");

    /// <summary>The largest value of each dimension.</summary>
    public static TextPooling Max { get; } = new("max");

    /// <summary>The smallest value of each dimension, which sentence-transformers does not have.</summary>
    public static TextPooling Min { get; } = new("min");

    /// <summary>The mean of all tokens, special tokens included.</summary>
    public static TextPooling Mean { get; } = new("mean");

    /// <summary>The sum of all tokens divided by the square root of their number.</summary>
    public static TextPooling MeanSqrtLen { get; } = new("mean_sqrt_len_tokens");

    /// <summary>The mean of all tokens weighted by their position, from 1 (SGPT, https://arxiv.org/abs/2202.08904).</summary>
    public static TextPooling WeightedMean { get; } = new("weightedmean");

    /// <summary>The last token that is no padding, whichever side a tokenizer pads on: for networks that read from left to right.</summary>
    public static TextPooling LastToken { get; } = new("lasttoken");

    /// <summary>Min, mean and max side by side, in the order of ML.NET's <c>ApplyWordEmbedding</c>.</summary>
    public static TextPooling MinMeanMax { get; } = Concatenate(Min, Mean, Max);

    /// <summary>The names of the poolings as sentence-transformers writes them, in the order in which their vectors stand side by side.</summary>
    public IReadOnlyList<string> Modes { get; }

    private static IEnumerable<TextPooling> Single => [Cls, Max, Min, Mean, MeanSqrtLen, WeightedMean, LastToken];

    /// <summary>Several poolings side by side: the vector is as many times longer.</summary>
    /// <param name="poolings">One or more, in the order of their vectors.</param>
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

    /// <summary>Reads what <see cref="ToString"/> writes: names of sentence-transformers with "+" between them.</summary>
    /// <exception cref="FormatException">A name is not known; the message lists those that are.</exception>
    public static TextPooling Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        string[] modes = text.Split(Separator);
        if (modes.FirstOrDefault(mode => !Single.Any(known => known.Modes[0] == mode)) is { } other)
            throw new FormatException($"'{other}' is no pooling; {string.Join(", ", Single)} are known.");
        return new TextPooling(modes);
    }

    /// <inheritdoc/>
    public bool Equals(TextPooling? other) => other is not null && Modes.SequenceEqual(other.Modes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextPooling);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The names with "+" between them, such as "cls+mean".</summary>
    public override string ToString() => string.Join(Separator, Modes);
}
