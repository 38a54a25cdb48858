using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>The tokens of a text or of a pair of texts, as <see cref="HuggingFaceTokenizer"/> gives them: every list has one entry per token.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
/// <example>
/// <code>
/// string text = "unbelievable food";
/// var encoding = HuggingFaceTokenizer.FromDirectory("minilm-static").Encode(text);
/// for (int i = 0; i &lt; encoding.Count; i++)
///     Console.WriteLine($"{encoding.Ids[i]}: '{text[encoding.Offsets[i]]}'");
/// // prints 22655: 'unbelievable'
/// // prints 1835: 'food'
/// </code>
/// </example>
public sealed class TokenizerEncoding
{
    private readonly Lazy<IReadOnlyList<TokenizerEncoding>> overflowing;

    internal TokenizerEncoding(List<EncodedToken> tokens, Func<IReadOnlyList<TokenizerEncoding>> overflowing)
    {
        int[] ids = new int[tokens.Count], types = new int[tokens.Count], attention = new int[tokens.Count];
        int[] special = new int[tokens.Count], sequences = new int[tokens.Count];
        var offsets = new Range[tokens.Count];
        for (int i = 0; i < tokens.Count; i++)
        {
            ids[i] = tokens[i].Id;
            types[i] = tokens[i].TypeId;
            attention[i] = tokens[i].IsPadding ? 0 : 1;
            sequences[i] = tokens[i].Sequence;
            special[i] = tokens[i].Sequence == EncodedToken.NoSequence ? 1 : 0;
            offsets[i] = tokens[i].Start..tokens[i].End;
        }
        Ids = ImmutableCollectionsMarshal.AsImmutableArray(ids);
        TypeIds = ImmutableCollectionsMarshal.AsImmutableArray(types);
        AttentionMask = ImmutableCollectionsMarshal.AsImmutableArray(attention);
        SpecialTokensMask = ImmutableCollectionsMarshal.AsImmutableArray(special);
        SequenceIds = ImmutableCollectionsMarshal.AsImmutableArray(sequences);
        Offsets = ImmutableCollectionsMarshal.AsImmutableArray(offsets);
        this.overflowing = new Lazy<IReadOnlyList<TokenizerEncoding>>(overflowing);
    }

    /// <summary>Number of tokens, including special tokens and padding.</summary>
    public int Count => Ids.Length;

    /// <summary>The model's <c>input_ids</c>: numbers from 0 to <see cref="HuggingFaceTokenizer.VocabularySize"/> - 1.</summary>
    public ImmutableArray<int> Ids { get; }

    /// <summary>The model's <c>token_type_ids</c>: usually 0 for the first text and 1 for the second, as the tokenizer's file says.</summary>
    public ImmutableArray<int> TypeIds { get; }

    /// <summary>The model's <c>attention_mask</c>: 1 for a token, 0 for padding.</summary>
    public ImmutableArray<int> AttentionMask { get; }

    /// <summary>
    /// The range of the text, in UTF-16 code units, that each token was made of: <c>text[encoding.Offsets[i]]</c>. Ranges of both texts of a pair start at 0;
    /// <see cref="SequenceIds"/> distinguishes them. The empty range at 0 for special tokens and padding.
    /// </summary>
    public ImmutableArray<Range> Offsets { get; }

    /// <summary>The text that each token came from: 0 for the first, 1 for the second of a pair, -1 for special tokens and padding.</summary>
    public ImmutableArray<int> SequenceIds { get; }

    /// <summary>1 for a token that was added around the texts (<c>[CLS]</c>, padding), 0 for a token of a text.</summary>
    public ImmutableArray<int> SpecialTokensMask { get; }

    /// <summary>
    /// The parts that truncation cut off, each with special tokens and padding like the first one, in the order of Hugging Face's tokenizers. Empty if
    /// nothing was cut off. Computed on first use; for two long texts these are all combinations of their parts.
    /// </summary>
    public IReadOnlyList<TokenizerEncoding> Overflowing => overflowing.Value;
}
