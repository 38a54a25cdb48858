using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>What tokenizer_config.json says to a tokenizer class, and the components that the class builds, written as tokenizer.json would.</summary>
/// <param name="folder">The model's folder, for messages.</param>
/// <param name="config">tokenizer_config.json; null where there is none.</param>
/// <param name="className">The class without its suffix.</param>
internal sealed class TokenizerConventions(string folder, JsonNode? config, string className)
{
    private const int MostTokens = 100_000;

    public string ClassName => className;

    public bool Flag(string name, bool fallback) =>
        config?[name] is JsonValue value
            ? value.TryGetValue(out bool flag) ? flag : throw Damaged(name, "true or false")
            : fallback;

    public int Number(string name, int fallback) =>
        config?[name] is JsonValue value
            ? value.TryGetValue(out int number) && number is >= 0 and <= MostTokens ? number : throw Damaged(name, $"a whole number from 0 to {MostTokens:N0}")
            : fallback;

    /// <summary>A special token: a text, or an object with the text as <c>content</c>.</summary>
    public string Token(string name, string fallback) => config?[name] switch
    {
        JsonObject token => (string?)token["content"] ?? fallback,
        JsonValue token when token.TryGetValue(out string? content) => content,
        _ => fallback,
    };

    /// <summary>The tokens of <c>added_tokens_decoder</c>, in the order of their ids.</summary>
    public IEnumerable<AddedToken> AddedTokens() =>
        config?["added_tokens_decoder"] is not JsonObject tokens ? []
        : tokens.Where(token => token.Value is JsonObject && int.TryParse(token.Key, out _)).OrderBy(token => int.Parse(token.Key)).Select(token => new AddedToken(
            (string?)token.Value!["content"] ?? "",
            int.Parse(token.Key),
            SingleWord: IsSet(token.Value, "single_word"),
            StripLeft: IsSet(token.Value, "lstrip"),
            StripRight: IsSet(token.Value, "rstrip"),
            Normalized: IsSet(token.Value, "normalized")));

    public NotSupportedException UnknownClass(string known) =>
        new(className.Length == 0
            ? $"The folder '{folder}' has no tokenizer.json, and neither tokenizer_config.json nor config.json names a tokenizer class; {known} are known. " +
                "Copy the model's tokenizer.json into the folder."
            : $"The folder '{folder}' has no tokenizer.json, and the tokenizer class '{className}' is not known here; {known} are. " +
                "Copy the model's tokenizer.json into the folder, or make one in Python with AutoTokenizer.from_pretrained(…).save_pretrained(…).");

    /// <summary>Builds the tokenizer.</summary>
    /// <param name="model">The vocabulary.</param>
    /// <param name="normalizer">As tokenizer.json has it; null for none.</param>
    /// <param name="preTokenizer">Likewise.</param>
    /// <param name="postProcessor">Likewise.</param>
    /// <param name="special">The class's special tokens; what <c>added_tokens_decoder</c> says of them goes before.</param>
    /// <param name="fileName">The vocabulary's file.</param>
    public TokenizerPipeline Build(
        ITokenModel model, JsonNode? normalizer, JsonNode? preTokenizer, JsonNode? postProcessor, IEnumerable<AddedToken> special, string fileName)
    {
        AddedToken[] configured = [.. AddedTokens()];
        var known = configured.Select(token => token.Content).ToHashSet();
        return new TokenizerPipeline(new TokenizerComponents(
            NormalizerReader.Read(Component(normalizer)),
            PreTokenizerReader.Read(Component(preTokenizer)),
            model,
            PostProcessorReader.Read(Component(postProcessor)),
            [.. AddedVocabulary.WithIds([.. configured, .. special.Where(token => !known.Contains(token.Content))], model.Vocabulary)]));

        JsonComponent Component(JsonNode? node) => new(node is null ? default : JsonSerializer.SerializeToElement(node), "", fileName);
    }

    private static bool IsSet(JsonNode token, string name) => token[name] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    private InvalidDataException Damaged(string name, string expected) =>
        new($"'{Path.Combine(folder, "tokenizer_config.json")}' has {name} = {config![name]!.ToJsonString()}, {expected} was expected. Download or copy the file again.");
}
