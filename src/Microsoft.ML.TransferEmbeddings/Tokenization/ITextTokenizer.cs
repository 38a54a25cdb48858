using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Turns a text into the ids that a model was trained with. Thread-safe; allocates nothing per token.</summary>
internal interface ITextTokenizer
{
    /// <summary>One more than the largest id.</summary>
    int VocabularySize { get; }

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
    bool Encode(ReadOnlySpan<char> text, IBufferWriter<int> ids, int maxTokens = int.MaxValue, bool addSpecialTokens = true);
}
