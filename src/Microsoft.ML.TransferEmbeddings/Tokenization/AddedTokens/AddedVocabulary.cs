using Microsoft.ML.TransferEmbeddings.Tokenization.Models;
using Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;

/// <summary>The added tokens of a tokenizer: those found in the text as it is, and those found in the normalized text.</summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> contents = [];

    /// <param name="tokens">The tokens in the order of the file. Of two with one id the later counts.</param>
    /// <param name="normalizer">What the text goes through before the second search; the tokens' own contents do too.</param>
    public AddedVocabulary(IEnumerable<AddedToken> tokens, NormalizerSequence normalizer)
    {
        var byId = new OrderedDictionary<int, AddedToken>();
        foreach (var token in tokens)
        {
            byId[token.Id] = token;
            ids[token.Content] = token.Id;
        }
        foreach (var token in byId.Values)
            contents[token.Id] = token.Content;
        Verbatim = new AddedTokenFinder(byId.Values.Where(token => !token.Normalized));
        Normalized = new AddedTokenFinder(
            byId.Values.Where(token => token.Normalized).Select(token => token with { Content = Normalize(token.Content, normalizer) }));
        Size = contents.Keys.DefaultIfEmpty(-1).Max() + 1;
    }

    public AddedTokenFinder Verbatim { get; }

    public AddedTokenFinder Normalized { get; }

    /// <summary>One more than the largest id.</summary>
    public int Size { get; }

    public IEnumerable<string> Tokens => ids.Keys;

    public int? IdOf(string token) => ids.TryGetValue(token, out int id) ? id : null;

    public string? TokenOf(int id) => contents.GetValueOrDefault(id);

    /// <summary>
    /// Gives tokens their ids. The ids of the file are not obeyed, as in the original: a token that the vocabulary holds has the vocabulary's id, others
    /// follow after the vocabulary in the order of the list.
    /// </summary>
    public static IEnumerable<AddedToken> WithIds(IEnumerable<AddedToken> tokens, Vocabulary vocabulary)
    {
        var added = new Dictionary<string, int>(StringComparer.Ordinal);
        int next = vocabulary.Count;
        foreach (var token in tokens.Where(token => token.Content.Length > 0))
        {
            if (!added.TryGetValue(token.Content, out int id))
            {
                id = vocabulary.IdOf(token.Content) ?? next++;
                added.Add(token.Content, id);
            }
            yield return token with { Id = id };
        }
    }

    private static string Normalize(string content, NormalizerSequence normalizer)
    {
        NormalizedText text = new(), spare = new();
        text.Reset(content, tracksOrigins: false);
        normalizer.Normalize(ref text, ref spare);
        return text.Chars.ToString();
    }
}
