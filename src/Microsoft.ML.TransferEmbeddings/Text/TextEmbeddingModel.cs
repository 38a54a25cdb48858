using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Text.Folders;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A pretrained text encoder: weights, vocabulary and settings. Held in memory: the files it was read from are no longer needed.</summary>
/// <remarks>
/// Thread-safe. The encoder is opened at first use. <see cref="EmbeddingModel.Dispose"/> frees it; pipelines made with the model keep theirs. A model that is not
/// disposed of is freed by the garbage collector.
/// </remarks>
/// <example>
/// <code>
/// using var encoder = TextEmbeddingModel.FromDirectory("minilm-static");
/// float[] vector = encoder.Embed("The food was wonderful");
/// Console.WriteLine(vector.Length); // prints 256
/// var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence", encoder)
///     .Append(ml.BinaryClassification.Trainers.LinearProbe());
/// </code>
/// </example>
public sealed partial class TextEmbeddingModel : EmbeddingModel<ReadOnlyMemory<char>>
{
    private static readonly Lazy<TextEmbeddingModel> LazyDefault = new(() => new TextEmbeddingModel(EmbeddedModel.Load()));
    private readonly TextModelSource source;

    internal TextEmbeddingModel(TextModelSource source)
        : base(source.Definition) => this.source = source;

    /// <summary>
    /// The model inside this package: a static encoder of English with 256 dimensions, distilled from all-MiniLM-L6-v2 (Apache-2.0), with 4 bits per value. It embeds
    /// tens of thousands of texts per second on one core, and nothing is downloaded. Disposing of it has no effect.
    /// </summary>
    public static TextEmbeddingModel Default => LazyDefault.Value;

    /// <summary>Definition of the encoder, as a text encoder's.</summary>
    internal TextEncoderDefinition TextDefinition => (TextEncoderDefinition)Definition;

    /// <summary>
    /// Reads a model folder: a sentence-transformers or Hugging Face folder with an ONNX graph (<c>onnx/model.onnx</c> or <c>model.onnx</c>), a Model2Vec
    /// folder or one with a StaticEmbedding (<c>model.safetensors</c>). Its tokenizer is <c>tokenizer.json</c>, or else the files that
    /// <see cref="HuggingFaceTokenizer.FromDirectory"/> reads. <see cref="Describe"/> reports what was found and chosen.
    /// </summary>
    /// <remarks>
    /// The files are read and checked now, and the network is opened at first use. Errors that only the network can show, such as a vocabulary with ids that it does not
    /// have or a module of another size, are thrown then: by <see cref="EmbeddingModel.Dimension"/>, by <see cref="Embed(string)"/>, or when a stage is fitted.
    /// </remarks>
    /// <param name="directory">Path of the folder.</param>
    /// <param name="options">Settings that override those of the folder; null for none.</param>
    /// <returns>The model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty or has a NUL character, or <paramref name="options"/> ask for more tokens or
    /// dimensions than the model has, or for a prompt that it does not have or that leaves no token for a text.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a file that the model needs.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the vocabulary does not fit the model; the message names the file.</exception>
    /// <exception cref="NotSupportedException">The folder needs something that this version does not support; the message names it.</exception>
    public static TextEmbeddingModel FromDirectory(string directory, TextEmbeddingModelOptions? options = null) =>
        Open(
            TextModelFolder.Read(new ModelFolder(directory), options ??= new TextEmbeddingModelOptions()) with
            {
                NoReference = $"its folder '{directory}' has no name that is one on every system. Rename the folder, or save the model with ModelStorage.Embedded.",
            },
            options);

    /// <summary>
    /// Reads a transformer network from single files, with the vector that the graph gives for a text, or else mean pooling, 512 tokens and no normalization unless the options say otherwise. External files with weights
    /// must be beside the graph.
    /// </summary>
    /// <param name="graphPath">Path of the ONNX file.</param>
    /// <param name="tokenizerPath">Path of the tokenizer.json, vocab.txt, vocab.json (with merges.txt beside it) or SentencePiece .model. Settings are read from
    /// tokenizer_config.json and the other files that <see cref="HuggingFaceTokenizer.FromDirectory"/> reads, in the same folder.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>The model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="graphPath"/> or <paramref name="tokenizerPath"/> is null.</exception>
    /// <exception cref="ArgumentException">A path is empty or has a NUL character, or <paramref name="options"/> ask for more dimensions than the model has or for a prompt by name.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the vocabulary does not fit the model; the message names the file.</exception>
    /// <exception cref="NotSupportedException">A file needs something that this version does not support; the message names it.</exception>
    public static TextEmbeddingModel FromOnnx(string graphPath, string tokenizerPath, TextEmbeddingModelOptions? options = null)
    {
        FilePath.Require(graphPath);
        FilePath.Require(tokenizerPath);
        options ??= new TextEmbeddingModelOptions();
        var source = TextModelFolder.Read(graphPath, tokenizerPath, options) with
        {
            NoReference = "FromOnnx read it from single files, and a zip refers to a model's folder by its name. Put the files into a folder and read that with FromDirectory, or save the model with ModelStorage.Embedded.",
        };
        return Open(source, options);
    }

    /// <summary>Makes a model that puts one of the model's prompts before every text. It shares weights and tokenizer with this one.</summary>
    /// <param name="name">Name of the prompt in the model's folder, such as "query" or "passage": <see cref="TextEmbeddingModelDescription.Prompts"/>.</param>
    /// <returns>The new model, which the caller disposes of; this one stays usable.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException">The model has no prompt with this name, or the prompt leaves no token for a text.</exception>
    public TextEmbeddingModel WithPrompt(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return WithPromptText(TextPrompts.Find(source.Prompts, name, "The model"));
    }

    /// <summary>Makes a model that puts a prompt before every text. It shares weights and tokenizer with this one.</summary>
    /// <param name="text">The prompt, including a space at the end if one is needed; empty for none.</param>
    /// <returns>The new model, which the caller disposes of; this one stays usable.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The prompt leaves no token for a text.</exception>
    public TextEmbeddingModel WithPromptText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TextEmbeddingModel(source with { Definition = TextDefinition.WithPrompt(text) });
    }

    /// <summary>Reports what was found in the model's files and chosen for it. Opens the encoder.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public override TextEmbeddingModelDescription Describe()
    {
        // Its own: a shared one may have been read from files of other names.
        var definition = source.Definition;
        var network = Encoder as OnnxTextEncoder;
        return new TextEmbeddingModelDescription
        {
            Kind = definition.Kind,
            Dimension = Dimension,
            Files = [.. definition.Files.Select(file => file.Name)],
            MaxTokens = definition.MaxTokens,
            Pooling = network?.GraphPools == true ? null : definition.Pooling,
            IsPoolingAssumed = source.IsPoolingAssumed && network?.GraphPools != true,
            GraphOutput = network?.Output,
            Modules = definition.Vector.Describe(),
            Prompts = source.Prompts,
            Prompt = definition.Prompt,
            LongText = definition.LongText,
            TokenizerFile = definition.TokenizerFile.Name,
            VocabularySize = definition.Tokenizer.VocabularySize,
            WeightsFile = Path.GetFileName(definition.WeightsFile.PathFrom("")),
            Precision = definition.Precision,
            License = source.License,
            Fingerprint = Fingerprint,
        };
    }

    /// <summary>Computes the vector of a text.</summary>
    /// <param name="text">The text; null is treated as empty.</param>
    /// <returns><see cref="EmbeddingModel.Dimension"/> values.</returns>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Embed(string? text) => base.Embed(text.AsMemory());

    /// <summary>Computes the vectors of several texts, in their order. They are the same as one by one, and faster.</summary>
    /// <param name="texts">The texts, enumerated once, as they are needed; null ones are treated as empty.</param>
    /// <param name="execution">Batch sizes and threads; null for the defaults.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>A vector of <see cref="EmbeddingModel.Dimension"/> values for each text.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="texts"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[][] Embed(IEnumerable<string?> texts, EmbeddingExecutionOptions? execution = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return base.Embed(texts.Select(text => text.AsMemory()), execution, cancellationToken);
    }

#pragma warning disable RS0026 // One and many: a cancellation token is optional in both, as everywhere in .NET.
    /// <summary>Computes the vector of a text on the thread pool, since opening a network and encoding can take seconds.</summary>
    /// <param name="text">The text; null is treated as empty.</param>
    /// <param name="cancellationToken">Checked before the encoder runs.</param>
    /// <returns><see cref="EmbeddingModel.Dimension"/> values.</returns>
    public Task<float[]> EmbedAsync(string? text, CancellationToken cancellationToken = default) => base.EmbedAsync(text.AsMemory(), cancellationToken);

    /// <summary>Computes the vectors of several texts on the thread pool, as <see cref="Embed(IEnumerable{string?}, EmbeddingExecutionOptions?, CancellationToken)"/>
    /// does.</summary>
    /// <param name="texts">The texts, enumerated once, on the thread pool; null ones are treated as empty.</param>
    /// <param name="execution">Batch sizes and threads; null for the defaults.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>A vector of <see cref="EmbeddingModel.Dimension"/> values for each text.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="texts"/> is null.</exception>
    public Task<float[][]> EmbedAsync(IEnumerable<string?> texts, EmbeddingExecutionOptions? execution = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return base.EmbedAsync(texts.Select(text => text.AsMemory()), execution, cancellationToken);
    }
#pragma warning restore RS0026

    /// <summary>Another encoder with what this model's folder tells beside its own.</summary>
    internal TextEmbeddingModel With(TextEncoderDefinition definition) =>
        new(new TextModelSource(definition) { Prompts = source.Prompts, License = source.License });

    internal override string? StageNotice => !source.IsPoolingAssumed ? null :
        $"Nothing names the pooling of the model '{Path.GetFileName(source.Definition.WeightsFile.PathFrom(""))}', neither its folder (modules.json) nor the options, and its graph gives vectors of tokens: " +
        $"their mean is taken. If the model wants another, as BGE and GTE want the first token, its vectors are of little use. Set {nameof(TextEmbeddingModelOptions.Pooling)} in {nameof(TextEmbeddingModelOptions)} to what the model's card says, to {nameof(TextPooling)}.{nameof(TextPooling.Mean)} if that is right.";

    private protected override void Release()
    {
        // The one of this package belongs to nobody.
        if (!LazyDefault.IsValueCreated || this != Default)
            base.Release();
    }

    private static TextEmbeddingModel Open(TextModelSource source, TextEmbeddingModelOptions options)
    {
        var model = new TextEmbeddingModel(source);
        // Without a wish the encoder need not be opened yet.
        if (options.Dimensions is not { } wanted || model.Dimension is var dimension && wanted <= dimension)
            return model;
        model.Dispose();
        throw new ArgumentException($"Dimensions is {wanted:N0} and the model's vectors have {dimension:N0}. Set it to {dimension:N0} or less.", nameof(options));
    }
}
