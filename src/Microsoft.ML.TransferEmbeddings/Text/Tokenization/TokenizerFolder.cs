using Microsoft.ML.TransferEmbeddings.Models;
using Microsoft.ML.TransferEmbeddings.Persistence;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>
/// The files of a model's tokenizer. Where there is no tokenizer.json, they are those that the original's Python classes read. What such a class does is not
/// in the files: it follows from its name in tokenizer_config.json, or from the model's type in config.json.
/// </summary>
internal static class TokenizerFolder
{
    public const string VocabularyList = "vocab.txt";

    private const string Whole = "tokenizer.json", Pieces = "vocab.json", Merges = "merges.txt";
    private const string Config = "tokenizer_config.json", SpecialTokens = "special_tokens_map.json", AddedTokens = "added_tokens.json", ModelConfig = "config.json";
    private const string ClassField = "tokenizer_class";

    /// <summary>The file that holds the vocabulary; null where the folder has none.</summary>
    public static string? FindVocabulary(ModelFolder folder) =>
        folder.FirstOf(Whole, VocabularyList)
        ?? (folder.Has(Pieces) && folder.Has(Merges) ? Pieces : null)
        ?? folder.FirstOf("sentencepiece.bpe.model", "spiece.model", "spm.model", "tokenizer.model", "sentencepiece.model");

    /// <exception cref="FileNotFoundException">The folder holds no vocabulary.</exception>
    public static string RequireVocabulary(ModelFolder folder) => FindVocabulary(folder) ?? throw new FileNotFoundException(
        $"The model folder '{folder.Path}' holds no vocabulary: neither tokenizer.json, nor vocab.txt, nor vocab.json with merges.txt, " +
        "nor a SentencePiece model (sentencepiece.bpe.model, spiece.model, spm.model, tokenizer.model). Copy the model's tokenizer files there.");

    /// <summary>All files that decide ids, the vocabulary first. How a vocab.txt is used is not among them: <see cref="VocabularySettings"/> has it.</summary>
    public static IReadOnlyList<ModelPart> ReadParts(ModelFolder folder, string vocabulary)
    {
        var first = folder.ReadPart(vocabulary);
        if (!IsBare(first.Name))
            return [first];
        string[] others = first.Name == Pieces ? [Merges, Config, SpecialTokens, AddedTokens] : [Config, SpecialTokens, AddedTokens];
        bool hasClass = folder.ReadJson(Config).Text(ClassField) is not null;
        return [first, .. others.Where(folder.Has).Select(folder.ReadPart), .. !hasClass && folder.Has(ModelConfig) ? new[] { folder.ReadPart(ModelConfig) } : []];
    }

    /// <summary>Builds the tokenizer.</summary>
    /// <param name="vocabulary">The file with the vocabulary: any but a vocab.txt.</param>
    /// <param name="parts">Has the files beside it, among others.</param>
    /// <param name="source">Where the files came from, for messages.</param>
    public static TokenizerPipeline Load(ModelPart vocabulary, IReadOnlyList<ModelPart> parts, string source)
    {
        string file = Path.Combine(source, vocabulary.Name);
        if (!IsBare(vocabulary.Name))
            return TokenizerJson.Load(vocabulary.Content, file);
        var conventions = new TokenizerConventions(source, Json(Config), Json(SpecialTokens), ClassName(Json(Config), Json(ModelConfig)));
        var tokenizer = vocabulary.Name == Pieces
            ? BytePairFiles.Load(vocabulary.Content, file, Find(Merges)?.Content ?? throw new InvalidDataException($"'{file}' needs the file {Merges} beside it."), Path.Combine(source, Merges), conventions)
            : SentencePieceTokenizer.Load(vocabulary.Content, file, conventions);
        CheckAddedTokens(Json(AddedTokens), tokenizer, source);
        return tokenizer;

        ModelPart? Find(string name) => parts.FirstOrDefault(part => part.Name == name);

        ModelJson Json(string name) => ModelJson.Read(Find(name)?.Content, Path.Combine(source, name));
    }

    /// <summary>Whether other files tell how this one is used.</summary>
    private static bool IsBare(string vocabulary) => vocabulary == Pieces || vocabulary.EndsWith(".model", StringComparison.Ordinal);

    /// <summary>The class without its suffix, such as <c>XLMRoberta</c>; empty where nothing says.</summary>
    private static string ClassName(ModelJson config, ModelJson modelConfig)
    {
        string name = config.Text(ClassField) ?? modelConfig.Text(ClassField) ?? "";
        if (name.Length == 0 && modelConfig.Text("model_type") is { } type)
            return type;
        foreach (string suffix in new[] { "Fast", "Tokenizer" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
                name = name[..^suffix.Length];
        }
        return name;
    }

    /// <summary>Older folders list tokens that were added later here. The class's own are among them; others are not read from this file.</summary>
    private static void CheckAddedTokens(ModelJson added, TokenizerPipeline tokenizer, string source)
    {
        foreach (string token in added.Names())
        {
            if (tokenizer.IdOf(token) != added.Number(token))
            {
                throw new NotSupportedException(
                    $"'{Path.Combine(source, AddedTokens)}' adds the token '{token}', which the tokenizer's class does not know with this id. Copy the model's tokenizer.json into the folder, " +
                    "or make one in Python with AutoTokenizer.from_pretrained(…).save_pretrained(…).");
            }
        }
    }
}
