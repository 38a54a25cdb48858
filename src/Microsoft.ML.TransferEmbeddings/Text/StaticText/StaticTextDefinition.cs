using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text.StaticText;

/// <summary>A Model2Vec model or a StaticEmbedding module: one vector a token, a text's vector is their mean.</summary>
internal sealed class StaticTextDefinition : TextEncoderDefinition
{
    public const string KindName = "static-text";

    /// <summary>What Python's model2vec uses unless it is told otherwise.</summary>
    public const int DefaultMaxTokens = 512;

    private readonly StaticTextSettings settings;
    private readonly TokenTable table;
    private readonly int medianTokenLength;

    private StaticTextDefinition(IReadOnlyList<ModelPart> parts, StaticTextSettings settings, string source)
        : base(KindName, ToJson(settings), parts)
    {
        this.settings = settings;
        string weightsFile = parts[0].PathFrom(source), vocabularyFile = parts[1].PathFrom(source);
        Tokenizer = TokenizerFolder.Load([.. parts.Skip(1)], source);
        medianTokenLength = MedianTokenLength(Tokenizer, vocabularyFile);
        table = TokenTable.Read(parts[0], weightsFile);
        if (table.Count != Tokenizer.VocabularySize)
        {
            throw new InvalidDataException(
                $"The vocabulary '{vocabularyFile}' does not fit the model: it has {Tokenizer.VocabularySize:N0} ids and '{weightsFile}' has {table.Count:N0} rows. Use the vocabulary that came with the model.");
        }
    }

    private StaticTextDefinition(StaticTextDefinition other, StaticTextSettings settings)
        : base(KindName, ToJson(settings), other.Parts)
    {
        this.settings = settings;
        Tokenizer = other.Tokenizer;
        table = other.table;
        medianTokenLength = other.medianTokenLength;
    }

    public override ITextTokenizer Tokenizer { get; }

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

    /// <summary>Of the table's rows.</summary>
    public int TableDimension => table.Dimension;

    /// <param name="parts">model.safetensors, the tokenizer's files, the vocabulary first, and what the settings' modules need.</param>
    /// <param name="settings">What the folder and the user say.</param>
    /// <param name="source">Where the files came from, for messages.</param>
    public static StaticTextDefinition Create(IReadOnlyList<ModelPart> parts, StaticTextSettings settings, string source) => new(parts, settings, source);

    public static EncoderDefinition Restore(JsonObject settings, IReadOnlyList<ModelPart> parts)
    {
        var restored = FromJson<StaticTextSettings>(settings);
        return parts.Count >= 2
            ? new StaticTextDefinition(parts, restored, source: "model zip")
            : throw new InvalidDataException("The model zip is damaged: a static text encoder has weights and a vocabulary. Copy or save the zip again.");
    }

    public override TextEncoderDefinition WithPrompt(string prompt) => new StaticTextDefinition(this, settings with { Prompt = prompt });

    public override EmbeddingEncoder Open(ExecutionDevice device) => new StaticTextEncoder(Tokenizer, table, settings, medianTokenLength, Parts);

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
