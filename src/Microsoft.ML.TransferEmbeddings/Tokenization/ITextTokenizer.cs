using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Turns a text into the ids that a model was trained with. Thread-safe; allocates nothing per token.</summary>
internal interface ITextTokenizer
{
    /// <summary>One more than the largest id.</summary>
    int VocabularySize { get; }

    /// <summary>One more than the largest id of the vocabulary itself; added tokens may have ids after it.</summary>
    int OwnVocabularySize { get; }

    /// <summary>The id that stands for what the vocabulary can't spell; null where there is none.</summary>
    int? UnknownTokenId { get; }

    int PaddingTokenId { get; }

    /// <summary>Every token of the vocabulary and every added one, once each.</summary>
    IEnumerable<string> Tokens { get; }

    /// <summary>Appends the ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <param name="maxTokens">Maximum number of ids, special ones included; the rest is cut off. The truncation of the tokenizer's own file does not
    /// apply.</param>
    /// <param name="addSpecialTokens">Whether the text is put between the model's special tokens.</param>
    /// <returns>Whether something was cut off.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> has no room for the special tokens.</exception>
    /// <exception cref="InvalidOperationException">The text has something that no id stands for.</exception>
    bool Encode(ReadOnlySpan<char> text, IBufferWriter<int> ids, int maxTokens = int.MaxValue, bool addSpecialTokens = true);

    /// <summary>
    /// The tokenizer for a model that has fewer vectors than there are ids: an added token after them that a text spells becomes the unknown token, and is an error where
    /// there is none.
    /// </summary>
    /// <param name="count">Ids that have a vector: no less than <see cref="OwnVocabularySize"/>.</param>
    /// <exception cref="InvalidDataException">There are fewer, or such a token stands around every text.</exception>
    ITextTokenizer WithIdsBelow(int count);
}
