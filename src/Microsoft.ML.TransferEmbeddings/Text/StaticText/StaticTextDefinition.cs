using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;
using Microsoft.ML.TransferEmbeddings.Tokenization;

[assembly: EncoderKind<StaticTextDefinition>("static-text")]

namespace Microsoft.ML.TransferEmbeddings.Text.StaticText;

/// <summary>A Model2Vec model or a StaticEmbedding module: one vector a token, a text's vector is their mean.</summary>
internal sealed class StaticTextDefinition : TextEncoderDefinition, IEncoderKind<StaticTextDefinition>
{
    /// <summary>The name of the table among the files.</summary>
    public const string TableName = "model.safetensors";

    /// <summary>What Python's model2vec uses unless it is told otherwise.</summary>
    public const int DefaultMaxTokens = 512;

    private readonly StaticTextSettings settings;
    private readonly TokenTable table;
    private readonly int medianTokenLength;

    private StaticTextDefinition(ModelFiles files, StaticTextSettings settings, string source)
        : base(EncoderSettings.ToJson(settings), files)
    {
        this.settings = settings;
        var weights = files.Required(TableName);
        string weightsFile = weights.PathFrom(source), vocabularyFile = TokenizerFolder.Vocabulary(files).PathFrom(source);
        ITextTokenizer tokenizer = TokenizerFolder.Load(files, source);
        medianTokenLength = MedianTokenLength(tokenizer, vocabularyFile);
        table = TokenTable.Read(weights, weightsFile);
        if (table.Count > tokenizer.VocabularySize || table.Count < tokenizer.OwnVocabularySize)
        {
            throw new InvalidDataException(
                $"The vocabulary '{vocabularyFile}' does not fit the model: it has {tokenizer.VocabularySize:N0} ids and '{weightsFile}' has {table.Count:N0} rows. Use the vocabulary that came with the model.");
        }
        // Added tokens may have no row.
        Tokenizer = tokenizer.WithIdsBelow(table.Count);
    }

    private StaticTextDefinition(StaticTextDefinition other, StaticTextSettings settings)
        : base(EncoderSettings.ToJson(settings), other.Files)
    {
        this.settings = settings;
        Tokenizer = other.Tokenizer;
        table = other.table;
        medianTokenLength = other.medianTokenLength;
    }

    /// <summary>Rows of a table are found as fast as vectors in a cache.</summary>
    public override bool IsWorthCaching => false;

    public override ITextTokenizer Tokenizer { get; }

    public override ModelFile TokenizerFile => TokenizerFolder.Vocabulary(Files);

    public override ModelFile WeightsFile => Files.Required(TableName);

    public override string Prompt => settings.Prompt;

    public override int? MaxTokens => settings.MaxTokens;

    public override TextPooling Pooling => TextPooling.Mean;

    public override VectorSettings Vector => settings.Vector;

    public override LongText LongText => LongText.Truncate;

    public override string Precision => table.ElementType switch
    {
        "F32" => "float32",
        "F16" => "float16",
        "BF16" => "bfloat16",
        "I8" => "int8",
        _ => "int4",
    };

    /// <summary>Whether the unknown token counts.</summary>
    public bool KeepsUnknown => settings.KeepUnknown;

    /// <summary>A vector a token.</summary>
    public TokenTable Table => table;

    /// <param name="files">The table (<see cref="TableName"/>), the tokenizer's files, and what the settings' modules need.</param>
    /// <param name="settings">What the folder and the user say.</param>
    /// <param name="source">Where the files came from, for messages.</param>
    public static StaticTextDefinition Create(ModelFiles files, StaticTextSettings settings, string source) => new(files, settings, source);

    public static StaticTextDefinition Restore(SavedEncoder saved) => new(saved.Files, saved.ReadSettings<StaticTextSettings>(), source: "model zip");

    /// <summary>The same tokenizer and settings with another table of as many rows.</summary>
    /// <param name="weights">The table, a file called <see cref="TableName"/>.</param>
    /// <param name="source">Where it came from, for messages.</param>
    public StaticTextDefinition WithTable(ModelFile weights, string source) => new(Files.With(weights), settings, source);

    public override TextEncoderDefinition WithPrompt(string prompt) => new StaticTextDefinition(this, settings with { Prompt = prompt });

    public override EmbeddingEncoder<ReadOnlyMemory<char>> Open(EncoderContext context) => CreateEncoder();

    public StaticTextEncoder CreateEncoder() => new(Tokenizer, table, settings, medianTokenLength, Files);

    /// <summary>In code points, as Python counts; of an even number the mean of the middle two, cut to a whole number.</summary>
    private static int MedianTokenLength(ITextTokenizer tokenizer, string file)
    {
        int[] lengths = [.. tokenizer.Tokens.Select(token => token.EnumerateRunes().Count())];
        if (lengths.Length == 0)
            throw new InvalidDataException($"The vocabulary '{file}' holds no token. Use the vocabulary that came with the model.");
        Array.Sort(lengths);
        return (lengths[(lengths.Length - 1) / 2] + lengths[lengths.Length / 2]) / 2;
    }
}
