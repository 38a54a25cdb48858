using Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;
using Microsoft.ML.TransferEmbeddings.Tokenization.Models;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>The special tokens of a tokenizer class, with the texts and flags that the folder's files give them.</summary>
internal sealed class SpecialTokens
{
    /// <summary>The names that configurations have for them, in the order in which the original adds them.</summary>
    public static readonly string[] Names = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly Dictionary<string, (AddedToken Token, bool IsStated)> byName = [];
    private readonly AddedToken[] additional;

    /// <param name="conventions">What the folder's files say.</param>
    /// <param name="defaults">The class's own tokens, by name.</param>
    /// <param name="additional">Those without a name of their own; null for what the files say.</param>
    public SpecialTokens(TokenizerConventions conventions, IEnumerable<(string Name, AddedToken Token)> defaults, IEnumerable<AddedToken>? additional = null)
    {
        foreach (var (name, token) in defaults)
            byName[name] = (token, false);
        foreach (string name in Names)
        {
            if (conventions.StatedToken(name, byName.TryGetValue(name, out var known) ? known.Token : Plain("")) is { } stated)
                byName[name] = (stated, true);
        }
        this.additional = [.. additional ?? conventions.AdditionalTokens() ?? []];
    }

    /// <summary>A token's text.</summary>
    public string this[string name] => byName[name].Token.Content;

    /// <summary>A token's id.</summary>
    /// <exception cref="InvalidDataException">The vocabulary lacks it.</exception>
    public static int IdOf(string content, Vocabulary vocabulary, string fileName) =>
        vocabulary.IdOf(content)
        ?? throw new InvalidDataException($"'{fileName}' lacks the special token '{content}'. Use the files that came with the model.");

    public static AddedToken Plain(string content) => new(content, 0);

    /// <summary>A mask takes the place of a word, together with the space before it.</summary>
    public static AddedToken Mask(string content) => new(content, 0, StripLeft: true);

    /// <summary>
    /// All of them in order, without those that are configured apart: the configuration's flags count, except against flags of a token that the class alone
    /// knows.
    /// </summary>
    public IEnumerable<AddedToken> Without(IReadOnlyCollection<AddedToken> configured)
    {
        var known = configured.Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        foreach (string name in Names.Where(byName.ContainsKey))
        {
            var (token, isStated) = byName[name];
            if (!known.Contains(token.Content) || (!isStated && token != Plain(token.Content)))
                yield return token;
        }
        foreach (var token in additional.Where(token => !known.Contains(token.Content)))
            yield return token;
    }
}
