using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.ML.TransferEmbeddings.Persistence;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>A transformer network as an ONNX graph, with its WordPiece vocabulary.</summary>
internal sealed class OnnxTextDefinition : EncoderDefinition
{
    public const string KindName = "onnx-text";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly ModelPart graph;
    private readonly OnnxTextSettings settings;
    private readonly ITextTokenizer tokenizer;
    private readonly string source;

    private OnnxTextDefinition(ModelPart graph, ModelPart vocabulary, OnnxTextSettings settings, string source)
        : base(KindName, JsonSerializer.SerializeToNode(settings, Json)!.AsObject(), [graph, vocabulary])
    {
        this.graph = graph;
        this.settings = settings;
        this.source = source;
        string file = Path.Combine(source, vocabulary.Name);
        tokenizer = settings.Vocabulary is { } use
            ? BertVocabulary.Load(vocabulary.Content.Span, file, use)
            : TokenizerJson.Load(vocabulary.Content, file);
    }

    /// <param name="graph">The ONNX file.</param>
    /// <param name="vocabulary">tokenizer.json or vocab.txt.</param>
    /// <param name="settings">What the folder and the user say.</param>
    /// <param name="expectedVocabularySize">What the model's configuration says; null where it says nothing.</param>
    /// <param name="source">Where the files came from, for messages.</param>
    public static OnnxTextDefinition Create(ModelPart graph, ModelPart vocabulary, OnnxTextSettings settings, int? expectedVocabularySize, string source)
    {
        var definition = new OnnxTextDefinition(graph, vocabulary, settings, source);
        if (expectedVocabularySize is { } expected)
            definition.CheckVocabulary(expected, Path.Combine(source, vocabulary.Name));
        return definition;
    }

    public static EncoderDefinition Restore(JsonObject settings, IReadOnlyList<ModelPart> parts)
    {
        if (parts is not [var graph, var vocabulary])
            throw new InvalidDataException("The model zip is damaged: an ONNX text encoder has a graph and a vocabulary. Copy or save the zip again.");
        try
        {
            return new OnnxTextDefinition(graph, vocabulary, settings.Deserialize<OnnxTextSettings>(Json)!, source: "model zip");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The model zip is damaged: the settings of its ONNX text encoder can't be read ({e.Message}). Copy or save the zip again.", e);
        }
    }

    public override EmbeddingEncoder Open(ExecutionDevice device) =>
        new OnnxTextEncoder(graph, tokenizer, settings, device, source);

    /// <summary>A vocabulary may be smaller than the table by the few rows that padding to a round number adds, never larger.</summary>
    private void CheckVocabulary(int expected, string file)
    {
        const double smallestShare = 0.99;
        if (tokenizer.VocabularySize > expected || tokenizer.VocabularySize < smallestShare * expected)
        {
            throw new InvalidDataException(
                $"The vocabulary '{file}' does not fit the model: it has {tokenizer.VocabularySize:N0} ids and the model's config.json says {expected:N0}. Use the vocabulary that came with the model.");
        }
    }
}
