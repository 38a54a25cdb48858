using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;
using Microsoft.ML.TransferEmbeddings.Tokenization.Models;
using Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;
using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;
using Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>Settings that the files beside a vocabulary give to the tokenizer's class. Builds the tokenizer from the components that the class makes.</summary>
internal sealed class TokenizerConventions
{
    private const string DecoderField = "added_tokens_decoder", AdditionalField = "additional_special_tokens";
    private const int MaxTokens = 100_000;

    private readonly string source;
    private readonly ModelJson config;
    private readonly ModelJson specialTokens;
    private readonly ModelJson addedTokens;
    private readonly string statedClass;
    private readonly string statedIn;

    /// <param name="parts">The files; one that is not there says nothing.</param>
    /// <param name="source">Where they are from, for messages.</param>
    public TokenizerConventions(IReadOnlyList<ModelFile> parts, string source)
    {
        this.source = source;
        config = Read(TokenizerFolder.ConfigFile);
        specialTokens = Read(TokenizerFolder.SpecialTokensFile);
        addedTokens = Read(TokenizerFolder.AddedTokensFile);
        var model = Read(TokenizerFolder.ModelConfigFile);
        string? type = model.Text("model_type");
        // A table of vectors has whatever tokenizer the model had that it was made from.
        statedIn = config.Text(TokenizerFolder.ClassField) is null ? TokenizerFolder.ModelConfigFile : TokenizerFolder.ConfigFile;
        statedClass = config.Text(TokenizerFolder.ClassField) ?? model.Text(TokenizerFolder.ClassField) ?? (type == "model2vec" ? null : type) ?? "";
        Class = statedClass.Replace("-", "").Replace("_", "").ToUpperInvariant();
        foreach (string suffix in new[] { "FAST", "TOKENIZER" })
        {
            if (Class.EndsWith(suffix, StringComparison.Ordinal))
                Class = Class[..^suffix.Length];
        }

        ModelJson Read(string name) =>
            parts.FirstOrDefault(part => part.Name == name) is { } part
                ? ModelJson.Parse(part.Content.Span, part.PathFrom(source))
                : new ModelJson(null, Path.Combine(source, name));
    }

    /// <summary>The class, or the model's type where no class is named: upper case, without marks and suffixes, such as <c>XLMROBERTA</c>. Empty where nothing
    /// says.</summary>
    public string Class { get; }

    /// <summary>The path of tokenizer_config.json, for messages.</summary>
    public string ConfigPath => Path.Combine(source, TokenizerFolder.ConfigFile);

    public bool? Flag(string name) => config.Flag(name);

    /// <summary>A number of tokens.</summary>
    public int Number(string name, int fallback) => config.Integer(name, 0, MaxTokens) ?? fallback;

    /// <summary>A special token: a text, or an object with the text as <c>content</c> and flags. Null where nothing is said of it.</summary>
    public AddedToken? StatedToken(string name, AddedToken fallback) => ToToken(Stated(name), fallback);

    /// <summary>The special tokens without a name of their own; null where nothing is said of any.</summary>
    public IReadOnlyList<AddedToken>? AdditionalTokens() =>
        Stated(AdditionalField) is { Exists: true } list ? [.. list.Items().Select(item => ToToken(item, SpecialTokens.Plain(""))).OfType<AddedToken>()] : null;

    /// <summary>All special tokens of which something is said, in the order in which the original adds them.</summary>
    public IEnumerable<AddedToken> StatedTokens() =>
        SpecialTokens.Names.Select(name => StatedToken(name, SpecialTokens.Plain(""))).Concat(AdditionalTokens() ?? []).OfType<AddedToken>();

    public NotSupportedException UnknownClass(string known) =>
        new(statedClass.Length == 0
            ? $"'{source}' has no tokenizer.json, and neither {TokenizerFolder.ConfigFile} nor {TokenizerFolder.ModelConfigFile} names a tokenizer class; " +
                $"{known} are known. " +
                "Copy the model's tokenizer.json into the folder."
            : $"'{source}' has no tokenizer.json, and the tokenizer class '{statedClass}' of '{Path.Combine(source, statedIn)}' is not known here; " +
                $"{known} are. " +
                "Copy the model's tokenizer.json into the folder, or make one in Python with AutoTokenizer.from_pretrained(…).save_pretrained(…).");

    /// <summary>Builds the tokenizer.</summary>
    /// <param name="model">The vocabulary.</param>
    /// <param name="normalizers">What the class does to a text.</param>
    /// <param name="preTokenizer">How it cuts it; null: not at all.</param>
    /// <param name="postProcessor">What it puts around it.</param>
    /// <param name="special">Its special tokens.</param>
    /// <param name="own">Tokens that the vocabulary's file itself wants found whole.</param>
    public TokenizerPipeline Build(
        ITokenModel model,
        IReadOnlyList<INormalizer> normalizers,
        IPreTokenizer? preTokenizer,
        IPostProcessor postProcessor,
        SpecialTokens special,
        params IEnumerable<AddedToken> own)
    {
        AddedToken[] configured = [.. ConfiguredTokens()];
        var added = AddedVocabulary.WithIds([.. own, .. configured, .. special.Without(configured)], model.Vocabulary);
        return new TokenizerPipeline(new TokenizerComponents(new NormalizerSequence(normalizers), preTokenizer, model, postProcessor, [.. added]));
    }

    /// <summary>special_tokens_map.json counts before tokenizer_config.json, unless that is of the form that lists all added tokens.</summary>
    private ModelJson Stated(string name) => !config[DecoderField].Exists && specialTokens[name] is { Exists: true } stated ? stated : config[name];

    /// <summary>The added tokens in the order of their ids: all in tokenizer_config.json, or the older form in a file of their own.</summary>
    private IEnumerable<AddedToken> ConfiguredTokens()
    {
        var decoder = config[DecoderField];
        if (decoder.Exists)
            return DecoderTokens();
        var special = StatedTokens().Select(token => token.Content).ToHashSet();
        return InOrder(addedTokens.Names.Select(name =>
            (addedTokens.Integer(name, 0, int.MaxValue) ?? 0, (AddedToken?)new AddedToken(name, 0, Normalized: !special.Contains(name)))));
    }

    /// <summary>The added tokens of tokenizer_config.json in the order of their ids.</summary>
    public IEnumerable<AddedToken> DecoderTokens()
    {
        var decoder = config[DecoderField];
        return InOrder(decoder.Names.Select(name => (IdOf(name), ToToken(decoder[name], SpecialTokens.Plain("")) is { } token ? token with { Id = IdOf(name) } : null)));

        int IdOf(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? id
            : throw new InvalidDataException(
                $"'{Path.Combine(source, TokenizerFolder.ConfigFile)}' has '{name}' in {DecoderField}, where an id was expected. " +
                "Download or copy the file again.");
    }

    private static IEnumerable<AddedToken> InOrder(IEnumerable<(int Id, AddedToken? Token)> tokens) =>
        tokens.OrderBy(token => token.Id).Select(token => token.Token).OfType<AddedToken>();

    private static AddedToken? ToToken(ModelJson json, AddedToken fallback)
    {
        if (json.AsText is { } text)
            return text.Length > 0 ? fallback with { Content = text } : null;
        if (json.Text("content") is not { Length: > 0 } content)
            return null;
        return new AddedToken(
            content,
            0,
            SingleWord: json.Flag("single_word") ?? false,
            StripLeft: json.Flag("lstrip") ?? false,
            StripRight: json.Flag("rstrip") ?? false,
            Normalized: json.Flag("normalized") ?? false);
    }
}
