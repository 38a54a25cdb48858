using Microsoft.ML.TransferEmbeddings.Tokenization.Files;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>
/// The tokenizer of a model's folder: tokenizer.json, or else the files that the original's Python classes read. What such a class does is not in its
/// files: it follows from its name in tokenizer_config.json, or from config.json.
/// </summary>
internal static class TokenizerFolder
{
    public const string ConfigFile = "tokenizer_config.json", ModelConfigFile = "config.json";
    public const string SpecialTokensFile = "special_tokens_map.json", AddedTokensFile = "added_tokens.json";
    public const string ClassField = "tokenizer_class";

    private const string WholeFile = "tokenizer.json", WordPieceFile = "vocab.txt", BytePairFile = "vocab.json", MergesFile = "merges.txt";

    private static readonly string[] SentencePieceFiles = ["sentencepiece.bpe.model", "spiece.model", "spm.model", "tokenizer.model", "sentencepiece.model"];

    private static readonly string[] VocabularyNames = [WholeFile, WordPieceFile, BytePairFile, .. SentencePieceFiles];

    /// <summary>The names of all files that may decide a tokenizer's ids.</summary>
    public static IReadOnlyList<string> FileNames { get; } = [.. VocabularyNames, MergesFile, ConfigFile, ModelConfigFile, SpecialTokensFile, AddedTokensFile];

    /// <summary>Whether the folder holds a tokenizer.</summary>
    public static bool IsIn(ModelFolder folder) => FindVocabulary(folder) is not null;

    /// <summary>The files that decide the ids, the vocabulary first.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isConfigured">Whether tokenizer_config.json counts beside a tokenizer.json: not where the original reads that alone, as it does for static models.</param>
    /// <exception cref="FileNotFoundException">The folder holds no vocabulary.</exception>
    public static IReadOnlyList<ModelFile> Read(ModelFolder folder, bool isConfigured = true) => Read(folder, FindVocabulary(folder) ?? throw new FileNotFoundException(
        $"The model folder '{folder.Path}' holds no tokenizer: neither {WholeFile}, nor {WordPieceFile}, nor {BytePairFile} with {MergesFile}, " +
        $"nor a SentencePiece model ({string.Join(", ", SentencePieceFiles)}). Copy the whole model into the folder."), isConfigured);

    /// <summary>The files that decide the ids: a vocabulary, and what says how it is used.</summary>
    /// <exception cref="FileNotFoundException">A file is missing without which the vocabulary does not make a tokenizer.</exception>
    public static IReadOnlyList<ModelFile> Read(ModelFolder folder, string vocabulary, bool isConfigured = true)
    {
        var kind = KindOf(vocabulary);
        if (kind == Kind.Whole)
            return isConfigured && vocabulary == WholeFile ? ReadConfigured(folder) : [ReadVocabulary(folder, vocabulary, kind)];
        bool isClassNamed = folder.ReadJson(ConfigFile).Text(ClassField) is not null;
        return
        [
            ReadVocabulary(folder, vocabulary, kind),
            .. kind == Kind.BytePairs ? [folder.ReadFile(MergesFile)] : Array.Empty<ModelFile>(),
            .. new[] { ConfigFile, SpecialTokensFile, AddedTokensFile }.Where(folder.Has).Select(folder.ReadFile),
            // The network's settings count for a tokenizer where nothing else names its class.
            .. !isClassNamed && folder.Has(ModelConfigFile) ? [folder.ReadFile(ModelConfigFile)] : Array.Empty<ModelFile>(),
        ];
    }

    /// <summary>The file among a model's that holds the vocabulary.</summary>
    /// <exception cref="InvalidDataException">None of the files holds a vocabulary.</exception>
    public static ModelFile Vocabulary(IReadOnlyList<ModelFile> parts) =>
        VocabularyNames.Select(name => parts.FirstOrDefault(part => part.Name == name)).FirstOrDefault(part => part is not null)
        ?? throw new InvalidDataException($"The model has no vocabulary: none of {string.Join(", ", VocabularyNames)} is among its files. Copy the whole model again.");

    /// <summary>Builds the tokenizer.</summary>
    /// <param name="parts">A model's files: the vocabulary, those that say how it is used, and any others.</param>
    /// <param name="source">Where the parts are from, for messages.</param>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    /// <exception cref="NotSupportedException">A file asks for something that is not known here.</exception>
    public static TokenizerPipeline Load(IReadOnlyList<ModelFile> parts, string source)
    {
        var vocabulary = Vocabulary(parts);
        string file = vocabulary.PathFrom(source);
        switch (KindOf(vocabulary.Name))
        {
            case Kind.WordPieces:
                return BertVocabulary.Load(vocabulary.Content.Span, file, new TokenizerConventions(parts, source));
            case Kind.BytePairs:
                var merges = parts.FirstOrDefault(part => part.Name == MergesFile)
                    ?? throw new InvalidDataException($"The tokenizer '{file}' lacks '{MergesFile}'. Copy the whole model again.");
                return BytePairFiles.Load(vocabulary.Content, file, merges.Content.Span, merges.PathFrom(source), new TokenizerConventions(parts, source));
            case Kind.SentencePieces:
                return SentencePieceTokenizer.Load(vocabulary.Content, file, new TokenizerConventions(parts, source));
            default:
                return TokenizerJson.Load(Configured(parts, source) ?? vocabulary.Content, file);
        }
    }

    /// <summary>The tokenizer.json as the files beside it change it; null where there are none, or they change nothing.</summary>
    public static ReadOnlyMemory<byte>? Configured(IReadOnlyList<ModelFile> parts, string source) =>
        parts.Any(part => part.Name == ConfigFile) && TokenizerConfig.Apply(Vocabulary(parts).Content, new TokenizerConventions(parts, source)) is { } changed
            ? (ReadOnlyMemory<byte>?)changed
            : null;

    /// <summary>The tokenizer.json; and, only where they change something in that, tokenizer_config.json with the file that names its class, and special_tokens_map.json.</summary>
    private static IReadOnlyList<ModelFile> ReadConfigured(ModelFolder folder)
    {
        var whole = folder.ReadFile(WholeFile);
        if (!folder.Has(ConfigFile))
            return [whole];
        bool isClassNamed = folder.ReadJson(ConfigFile).Text(ClassField) is not null;
        ModelFile[] parts = [whole, folder.ReadFile(ConfigFile), .. !isClassNamed && folder.Has(ModelConfigFile) ? [folder.ReadFile(ModelConfigFile)] : Array.Empty<ModelFile>()];
        ModelFile[] all = folder.Has(SpecialTokensFile) ? [.. parts, folder.ReadFile(SpecialTokensFile)] : parts;
        if (Configured(all, folder.Path) is not { } changed)
            return [whole];
        return all != parts && Configured(parts, folder.Path) is { } same && same.Span.SequenceEqual(changed.Span) ? parts : all;
    }

    /// <summary>Under a name by which it is found again.</summary>
    private static ModelFile ReadVocabulary(ModelFolder folder, string vocabulary, Kind kind)
    {
        var part = folder.ReadFile(vocabulary);
        return VocabularyNames.Contains(part.Name) ? part : part.Named(kind switch
        {
            Kind.WordPieces => WordPieceFile,
            Kind.BytePairs => BytePairFile,
            Kind.SentencePieces => SentencePieceFiles[^1],
            _ => WholeFile,
        });
    }

    private static string? FindVocabulary(ModelFolder folder) =>
        folder.FirstOf(WholeFile, WordPieceFile) ?? (folder.Has(BytePairFile) && folder.Has(MergesFile) ? BytePairFile : folder.FirstOf(SentencePieceFiles));

    private static Kind KindOf(string vocabulary) => Path.GetExtension(vocabulary) switch
    {
        ".txt" => Kind.WordPieces,
        ".model" => Kind.SentencePieces,
        _ => vocabulary == BytePairFile ? Kind.BytePairs : Kind.Whole,
    };

    private enum Kind
    {
        Whole,
        WordPieces,
        BytePairs,
        SentencePieces,
    }
}
