namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>Spells words in the pieces of a vocabulary. Thread-safe.</summary>
internal interface ITokenModel
{
    /// <summary>The vocabulary. Ids may have gaps.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>The id that stands for what the vocabulary can't spell; null where there is none.</summary>
    int? UnknownTokenId { get; }

    /// <summary>Adds the tokens of one word, which is not empty.</summary>
    /// <exception cref="InvalidOperationException">The word can't be spelled and the vocabulary has no unknown token.</exception>
    void Tokenize(ReadOnlySpan<char> word, TokenBuffer tokens);

    /// <summary>The text of a token, as the post-processor looks at it.</summary>
    /// <param name="id">The token's id.</param>
    /// <param name="covered">The part of the word that it stands for.</param>
    ReadOnlySpan<char> TextOf(int id, ReadOnlySpan<char> covered) => Vocabulary.TokenOf(id);
}
