using Microsoft.ML.TransferEmbeddings.Folders;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Text.Folders;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A pretrained text encoder: weights, vocabulary and settings, held in memory. The files it came from may go.</summary>
/// <remarks>
/// Thread-safe. <see cref="Dispose"/> gives back the encoder behind <see cref="Embed(string)"/>; pipelines made with the model keep
/// theirs. A model that is forgotten is freed by the garbage collector.
/// </remarks>
public sealed partial class TextEmbeddingModel : IDisposable
{
    private static readonly Lazy<TextEmbeddingModel> LazyDefault = new(() => new TextEmbeddingModel(EmbeddedModel.Load()));
    private readonly TextModelSource source;
    private readonly EmbeddingEncoder<ReadOnlyMemory<char>> encoder;

    private TextEmbeddingModel(TextModelSource source)
    {
        this.source = source;
        Definition = (TextEncoderDefinition)source.Definition.Shared();
        encoder = (EmbeddingEncoder<ReadOnlyMemory<char>>)Definition.Open(ExecutionDevice.Cpu);
    }

    /// <summary>
    /// The model inside this package: a static encoder of English, 256 dimensions, distilled from all-MiniLM-L6-v2 (Apache-2.0), values of four
    /// bits. Nothing is downloaded.
    /// It needs no network at inference: tens of thousands of texts a second on one core. Disposing of it has no effect.
    /// </summary>
    public static TextEmbeddingModel Default => LazyDefault.Value;

    internal TextEncoderDefinition Definition { get; }

    /// <summary>The length of every vector.</summary>
    public int Dimension => encoder.Dimension;

    /// <summary>Names the model by content: equal fingerprints give equal vectors. 64 hexadecimal digits.</summary>
    public string Fingerprint => Definition.Fingerprint;

    /// <summary>How many texts <see cref="Embed(string)"/> has cut because they had more tokens than the model takes.</summary>
    public long TruncatedTexts => encoder.Truncated;

    /// <summary>
    /// Reads a model folder: a sentence-transformers or Hugging Face folder with an ONNX graph (<c>onnx/model.onnx</c> or <c>model.onnx</c>), a Model2Vec
    /// folder or one with a StaticEmbedding (<c>model.safetensors</c>). Its tokenizer is <c>tokenizer.json</c>, or else what
    /// <see cref="HuggingFaceTokenizer.FromDirectory"/> reads. What was found and chosen, <see cref="Describe"/> tells.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">What overrides the folder; null for nothing.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty, or <paramref name="options"/> ask for more tokens or
    /// dimensions than the model has, or for a prompt that it does not have or that leaves no token for a text.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a file that the model needs.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the vocabulary does not fit the model; the message names the file.</exception>
    /// <exception cref="NotSupportedException">The folder asks for something that this version can't do; the message names it.</exception>
    public static TextEmbeddingModel FromDirectory(string directory, TextEmbeddingModelOptions? options = null) =>
        Open(
            TextModelFolder.Read(new ModelFolder(directory), options ??= new TextEmbeddingModelOptions()) with
            {
                NoReference = $"its folder '{directory}' has no name that is one on every system. Rename the folder, or save the model with ModelStorage.Embedded.",
            },
            options);

    /// <summary>
    /// Reads a transformer network without a folder around it: mean pooling, 512 tokens and no normalisation, unless the options say otherwise. Weights that
    /// the graph keeps in a second file lie beside it.
    /// </summary>
    /// <param name="graphPath">The ONNX file.</param>
    /// <param name="tokenizerPath">Its tokenizer.json, vocab.txt, vocab.json (merges.txt lies beside it) or SentencePiece .model. Beside the last three,
    /// tokenizer_config.json and the other files that <see cref="HuggingFaceTokenizer.FromDirectory"/> reads say how it is used.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">A path is empty, or <paramref name="options"/> ask for more dimensions than the model has or for a prompt by name.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the vocabulary does not fit the model; the message names the file.</exception>
    /// <exception cref="NotSupportedException">A file asks for something that this version can't do; the message names it.</exception>
    public static TextEmbeddingModel FromOnnx(string graphPath, string tokenizerPath, TextEmbeddingModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(graphPath);
        ArgumentException.ThrowIfNullOrEmpty(tokenizerPath);
        options ??= new TextEmbeddingModelOptions();
        var source = TextModelFolder.Read(graphPath, tokenizerPath, options) with
        {
            NoReference = "FromOnnx read it from single files, and a zip refers to a model's folder by its name. Put the files into a folder and read that with FromDirectory, or save the model with ModelStorage.Embedded.",
        };
        return Open(source, options);
    }

    internal static TextEmbeddingModel From(TextModelSource source) => new(source);

    /// <summary>The same model with a prompt of its own before every text. It shares weights and tokenizer with this one and is disposed apart.</summary>
    /// <param name="name">The prompt's name in the model's folder, such as "query" or "passage": <see cref="TextEmbeddingModelDescription.Prompts"/>.</param>
    /// <exception cref="ArgumentException">The model has no prompt of that name, or it leaves no token for a text.</exception>
    public TextEmbeddingModel WithPrompt(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return WithPromptText(TextPrompts.Find(source.Prompts, name, "The model"));
    }

    /// <summary>The same model with this text before every text. It shares weights and tokenizer with this one and is disposed apart.</summary>
    /// <param name="text">The prompt as it is, with its blank at the end where one is wanted; empty for none.</param>
    /// <exception cref="ArgumentException">The prompt leaves no token for a text.</exception>
    public TextEmbeddingModel WithPromptText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TextEmbeddingModel(source with { Definition = Definition.WithPrompt(text) });
    }

    /// <summary>What was found in the model's files and chosen for it.</summary>
    public TextEmbeddingModelDescription Describe() => new()
    {
        Dimension = Dimension,
        MaxTokens = Definition.MaxTokens,
        Pooling = encoder is OnnxTextEncoder { GraphPools: true } ? null : Definition.Pooling,
        Modules = Definition.Vector.Describe(),
        Prompts = source.Prompts,
        Prompt = Definition.Prompt,
        LongText = Definition.LongText,
        TokenizerFile = Definition.Parts[1].Name,
        VocabularySize = Definition.Tokenizer.VocabularySize,
        WeightsFile = Definition.Parts[0].Name,
        Precision = Definition.Precision,
        License = source.License,
        Fingerprint = Fingerprint,
    };

    /// <summary>The vector of a text; the model's vector of the empty text for null.</summary>
    /// <returns><see cref="Dimension"/> values.</returns>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Embed(string? text)
    {
        var vector = new float[Dimension];
        encoder.Encode(text.AsMemory(), vector);
        return vector;
    }

    /// <summary>The vectors of several texts, in their order: faster than one by one, and the same vectors.</summary>
    /// <param name="texts">The texts; null among them counts as empty.</param>
    /// <param name="execution">Sizes and threads; <see cref="EmbeddingExecutionOptions.Default"/> where it is null.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[][] Embed(IEnumerable<string?> texts, EmbeddingExecutionOptions? execution = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        execution ??= EmbeddingExecutionOptions.Default;
        var vectors = new List<float[]>();
        foreach (var window in texts.Select(text => text.AsMemory()).Chunk(execution.LookAheadRows))
        {
            var block = new float[window.Length * Dimension];
            encoder.Encode(window, block, execution, cancellationToken);
            for (int i = 0; i < window.Length; i++)
                vectors.Add(block.AsSpan(i * Dimension, Dimension).ToArray());
        }
        return [.. vectors];
    }

    /// <summary>Gives back the encoder behind <see cref="Embed(string)"/>. May be called again.</summary>
    public void Dispose()
    {
        if (!LazyDefault.IsValueCreated || this != Default)
            encoder.Dispose();
    }

    private static TextEmbeddingModel Open(TextModelSource source, TextEmbeddingModelOptions options)
    {
        var model = new TextEmbeddingModel(source);
        if (options.Dimensions is not { } wanted || wanted <= model.Dimension)
            return model;
        model.Dispose();
        throw new ArgumentException($"Dimensions is {wanted:N0} and the model's vectors have {model.Dimension:N0}. Set it to {model.Dimension:N0} or less.", nameof(options));
    }
}
