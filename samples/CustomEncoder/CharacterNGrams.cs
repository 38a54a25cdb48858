using CustomEncoder;
using Microsoft.ML.TransferEmbeddings;

// All that a program needs to load a zip with this encoder is a reference to this assembly.
[assembly: EncoderKind<NGramDefinition>("character-n-grams")]

namespace CustomEncoder;

/// <summary>What makes the vectors. A setting at its default is not saved, so that a later version can add one.</summary>
public sealed record NGramSettings
{
    /// <summary>The length of a vector; default 512, at least 1.</summary>
    public int Dimension { get; init => field = Positive(value, nameof(Dimension)); } = 512;

    /// <summary>The length of the shortest n-grams; default 3, at least 1.</summary>
    public int MinLength { get; init => field = Positive(value, nameof(MinLength)); } = 3;

    /// <summary>The length of the longest n-grams; default 4, at least 1.</summary>
    public int MaxLength { get; init => field = Positive(value, nameof(MaxLength)); } = 4;

    private static int Positive(int value, string name) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");
}

/// <summary>The kind of encoder: its settings; it has no files.</summary>
public sealed class NGramDefinition(NGramSettings settings)
    : EncoderDefinition<ReadOnlyMemory<char>>(EncoderSettings.ToJson(settings), new ModelFiles()), IEncoderKind<NGramDefinition>
{
    /// <inheritdoc/>
    public override IReadOnlyList<InputColumn<ReadOnlyMemory<char>>> Columns => [InputColumn.Text];

    /// <inheritdoc/>
    public static NGramDefinition Restore(SavedEncoder saved) => new(saved.ReadSettings<NGramSettings>());

    /// <inheritdoc/>
    public override EmbeddingEncoder<ReadOnlyMemory<char>> Open(EncoderContext context) => new NGramEncoder(settings);
}

/// <summary>Adds 1 or -1 to a slot for each n-gram of a text, and divides the vector by its length.</summary>
internal sealed class NGramEncoder(NGramSettings settings) : RowEncoder<ReadOnlyMemory<char>>
{
    public override int Dimension => settings.Dimension;

    protected override void EncodeOne(ReadOnlyMemory<char> input, Span<float> vector)
    {
        // Spaces around the text: its first and last words have n-grams like those inside.
        ReadOnlySpan<char> text = string.Concat(" ", input.Span, " ").ToLowerInvariant();
        vector.Clear();
        for (int length = settings.MinLength; length <= settings.MaxLength; length++)
        {
            for (int start = 0; start + length <= text.Length; start++)
            {
                uint hash = Hash(text.Slice(start, length));
                vector[(int)(hash % (uint)vector.Length)] += (int)hash < 0 ? -1 : 1;
            }
        }
        float squares = 0;
        foreach (float value in vector)
            squares += value * value;
        foreach (ref float value in vector)
            value /= MathF.Max(1, MathF.Sqrt(squares));
    }

    /// <summary>FNV-1a, of whole characters.</summary>
    private static uint Hash(ReadOnlySpan<char> text)
    {
        uint hash = 2166136261;
        foreach (char character in text)
            hash = unchecked((hash ^ character) * 16777619);
        return hash;
    }
}

/// <summary>Vectors of character n-grams, with and without a pipeline.</summary>
/// <param name="settings">What makes the vectors; null for the defaults.</param>
public sealed class NGramModel(NGramSettings? settings = null) : EmbeddingModel<ReadOnlyMemory<char>>(new NGramDefinition(settings ?? new NGramSettings()));
