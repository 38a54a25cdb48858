namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>tokenizer.json's <c>WordLevel</c>: a word is one token, known or unknown.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, string unknownToken, string fileName) : ITokenModel
{
    public Vocabulary Vocabulary => vocabulary;

    public int? UnknownTokenId { get; } = vocabulary.IdOf(unknownToken);

    public void Tokenize(ReadOnlySpan<char> word, TokenBuffer tokens)
    {
        if (!vocabulary.TryGetId(word, out int id))
            id = UnknownTokenId ?? throw UnknownWords.Error(word, fileName, unknownToken);
        tokens.Add(new Token(id, 0, word.Length));
    }
}
