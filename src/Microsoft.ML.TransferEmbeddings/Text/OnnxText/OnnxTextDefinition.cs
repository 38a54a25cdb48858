using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;
using Microsoft.ML.TransferEmbeddings.Tokenization;

[assembly: EncoderKind<OnnxTextDefinition>("onnx-text")]

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>A transformer network as an ONNX graph, with its vocabulary and the weights of the modules after the pooling.</summary>
internal sealed class OnnxTextDefinition : TextEncoderDefinition, IEncoderKind<OnnxTextDefinition>
{
    /// <summary>The name of the graph among the files, whatever the folder calls it.</summary>
    public const string GraphName = "model.onnx";

    private readonly OnnxTextSettings settings;
    private readonly string source;

    private OnnxTextDefinition(ModelFiles files, OnnxTextSettings settings, ITextTokenizer? tokenizer, string source)
        : base(EncoderSettings.ToJson(settings), files)
    {
        this.settings = settings;
        this.source = source;
        Graph = files.Required(GraphName);
        Tokenizer = (tokenizer ?? TokenizerFolder.Load(files, source)).WithIdsBelow(settings.IdCount ?? int.MaxValue);
        // Said now, and not when the network is opened: a prompt or a limit that leaves no token for a text.
        _ = CreateSequences();
    }

    /// <summary>The network.</summary>
    public ModelFile Graph { get; }

    public override ITextTokenizer Tokenizer { get; }

    public override ModelFile TokenizerFile => TokenizerFolder.Vocabulary(Files);

    public override ModelFile WeightsFile => Graph;

    public override string Prompt => settings.Prompt;

    public override int? MaxTokens => settings.MaxTokens == OnnxTextSettings.AllTokens ? null : settings.MaxTokens;

    public override TextPooling Pooling => settings.Pooling;

    public override VectorSettings Vector => settings.Vector;

    public override LongText LongText => settings.LongText;

    public override string Precision => OnnxWeights.Precision(Graph);

    /// <param name="files">The graph (<see cref="GraphName"/>), the tokenizer's files, and what the graph and the settings' modules need.</param>
    /// <param name="settings">What the folder and the user say.</param>
    /// <param name="source">Where the files came from, for messages.</param>
    /// <param name="expectedVocabularySize">What the model's configuration says; null where it says nothing.</param>
    public static OnnxTextDefinition Create(ModelFiles files, OnnxTextSettings settings, string source, int? expectedVocabularySize = null)
    {
        var tokenizer = TokenizerFolder.Load(files, source);
        if (expectedVocabularySize is { } expected)
        {
            CheckVocabulary(tokenizer, expected, TokenizerFolder.Vocabulary(files).PathFrom(source));
            if (tokenizer.VocabularySize > expected)
                settings = settings with { IdCount = expected };
        }
        return new OnnxTextDefinition(files, settings, tokenizer, source);
    }

    public static OnnxTextDefinition Restore(SavedEncoder saved)
    {
        try
        {
            return new OnnxTextDefinition(saved.Files, saved.ReadSettings<OnnxTextSettings>(), tokenizer: null, source: "model zip");
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The model zip is damaged: {e.Message.ReplaceLineEndings(" ")} Copy or save the zip again.", e);
        }
    }

    public override TextEncoderDefinition WithPrompt(string prompt) => new OnnxTextDefinition(Files, settings with { Prompt = prompt }, Tokenizer, source);

    /// <summary>The same network with other files in place of some, and without those that are not named; the tokenizer is shared.</summary>
    public OnnxTextDefinition WithFiles(ModelFiles files) => new(files, settings, Tokenizer, source);

    /// <summary>What turns texts into the network's ids.</summary>
    public TextSequences CreateSequences() => new(Tokenizer, settings, source);

    public override EmbeddingEncoder<ReadOnlyMemory<char>> Open(EncoderContext context) => new OnnxTextEncoder(Graph, Files, Tokenizer, settings, context, source);

    /// <summary>
    /// A vocabulary may be smaller than the table by the few rows that padding to a round number adds, never larger. Tokens that are added to it may have ids after the
    /// table, for a part of the model that is not here, such as images.
    /// </summary>
    private static void CheckVocabulary(ITextTokenizer tokenizer, int expected, string file)
    {
        const double smallestShare = 0.99;
        if (tokenizer.OwnVocabularySize > expected || tokenizer.VocabularySize < smallestShare * expected)
        {
            throw new InvalidDataException(
                $"The vocabulary '{file}' does not fit the model: it has {tokenizer.VocabularySize:N0} ids and the model's config.json says {expected:N0}. Use the vocabulary that came with the model.");
        }
    }
}
