using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>A transformer network as an ONNX graph, with its vocabulary and the weights of the modules behind the pooling.</summary>
internal sealed class OnnxTextDefinition : TextEncoderDefinition
{
    public const string KindName = "onnx-text";

    private readonly OnnxTextSettings settings;
    private readonly string source;

    private OnnxTextDefinition(IReadOnlyList<ModelPart> parts, OnnxTextSettings settings, ITextTokenizer? tokenizer, string source)
        : base(KindName, ToJson(settings), parts)
    {
        this.settings = settings;
        this.source = source;
        Tokenizer = tokenizer ?? TokenizerFolder.Load([.. parts.Skip(1)], source);
    }

    public override ITextTokenizer Tokenizer { get; }

    public override string Prompt => settings.Prompt;

    public override int? MaxTokens => settings.MaxTokens;

    public override TextPooling Pooling => settings.Pooling;

    public override VectorSettings Vector => settings.Vector;

    public override LongText LongText => settings.LongText;

    public override string Precision => OnnxWeights.Precision(Parts[0]);

    /// <param name="parts">The graph (an ONNX file), the tokenizer's files, the vocabulary first, and what the graph and the settings' modules need.</param>
    /// <param name="settings">What the folder and the user say.</param>
    /// <param name="source">Where the files came from, for messages.</param>
    /// <param name="expectedVocabularySize">What the model's configuration says; null where it says nothing.</param>
    public static OnnxTextDefinition Create(IReadOnlyList<ModelPart> parts, OnnxTextSettings settings, string source, int? expectedVocabularySize = null)
    {
        var definition = new OnnxTextDefinition(parts, settings, tokenizer: null, source);
        if (expectedVocabularySize is { } expected)
            definition.CheckVocabulary(expected, parts[1].PathFrom(source));
        return definition;
    }

    public static EncoderDefinition Restore(JsonObject settings, IReadOnlyList<ModelPart> parts)
    {
        var restored = FromJson<OnnxTextSettings>(settings);
        return parts.Count >= 2
            ? new OnnxTextDefinition(parts, restored, tokenizer: null, source: "model zip")
            : throw new InvalidDataException("The model zip is damaged: an ONNX text encoder has a graph and a vocabulary. Copy or save the zip again.");
    }

    public override TextEncoderDefinition WithPrompt(string prompt) => new OnnxTextDefinition(Parts, settings with { Prompt = prompt }, Tokenizer, source);

    public override EmbeddingEncoder Open(ExecutionDevice device) => new OnnxTextEncoder(Parts, Tokenizer, settings, device, source);

    /// <summary>A vocabulary may be smaller than the table by the few rows that padding to a round number adds, never larger.</summary>
    private void CheckVocabulary(int expected, string file)
    {
        const double smallestShare = 0.99;
        if (Tokenizer.VocabularySize > expected || Tokenizer.VocabularySize < smallestShare * expected)
        {
            throw new InvalidDataException(
                $"The vocabulary '{file}' does not fit the model: it has {Tokenizer.VocabularySize:N0} ids and the model's config.json says {expected:N0}. Use the vocabulary that came with the model.");
        }
    }
}
