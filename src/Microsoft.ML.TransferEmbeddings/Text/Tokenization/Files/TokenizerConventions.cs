using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Models;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>What tokenizer_config.json says to a tokenizer class, and the components that the class builds, written as tokenizer.json would.</summary>
/// <param name="folder">The model's folder, for messages.</param>
/// <param name="config">tokenizer_config.json.</param>
/// <param name="specialTokens">special_tokens_map.json, which older folders have.</param>
/// <param name="className">The class without its suffix.</param>
internal sealed class TokenizerConventions(string folder, ModelJson config, ModelJson specialTokens, string className)
{
    private const int MostTokens = 100_000;

    public string ClassName => className;

    public bool Flag(string name, bool fallback) => config.Flag(name) ?? fallback;

    public int Number(string name, int fallback) => config.Number(name) switch
    {
        null => fallback,
        >= 0 and <= MostTokens and double number when number == Math.Floor(number) => (int)number,
        var number => throw new InvalidDataException(
            $"'{Path.Combine(folder, "tokenizer_config.json")}' has {name} = {number}; a whole number from 0 to {MostTokens:N0} was expected. Download or copy the file again."),
    };

    /// <summary>A special token: a text, or an object with the text as <c>content</c>.</summary>
    public string Token(string name, string fallback) => Token(config, name) ?? Token(specialTokens, name) ?? fallback;

    /// <summary>The tokens of <c>added_tokens_decoder</c>, in the order of their ids.</summary>
    public IEnumerable<AddedToken> AddedTokens() =>
        from name in config.Object("added_tokens_decoder")?.Names() ?? []
        let token = config.Object("added_tokens_decoder")!.Object(name)
        where token is not null && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        let id = int.Parse(name, CultureInfo.InvariantCulture)
        orderby id
        select new AddedToken(
            token.Text("content") ?? "",
            id,
            SingleWord: token.Flag("single_word") ?? false,
            StripLeft: token.Flag("lstrip") ?? false,
            StripRight: token.Flag("rstrip") ?? false,
            Normalized: token.Flag("normalized") ?? false);

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

    private static string? Token(ModelJson file, string name) => file.Object(name) is { } token ? token.Text("content") : file.Text(name);
}
