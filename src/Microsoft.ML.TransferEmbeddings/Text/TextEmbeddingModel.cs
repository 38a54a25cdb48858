using Microsoft.ML.TransferEmbeddings.Models;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A pretrained text encoder: weights, vocabulary and settings, held in memory. The files it came from may go.</summary>
/// <remarks>
/// Thread-safe. <see cref="Dispose"/> gives back the encoder behind <see cref="Embed(string)"/>; pipelines made with the model keep
/// theirs. A model that is forgotten is freed by the garbage collector.
/// </remarks>
public sealed partial class TextEmbeddingModel : IDisposable
{
    private static readonly Lazy<TextEmbeddingModel> LazyDefault = new(() => new TextEmbeddingModel(EmbeddedModel.Load()));
    private readonly EmbeddingEncoder<ReadOnlyMemory<char>> encoder;

    private TextEmbeddingModel(EncoderDefinition definition)
    {
        Definition = definition.Shared();
        encoder = (EmbeddingEncoder<ReadOnlyMemory<char>>)Definition.Open(ExecutionDevice.Cpu);
    }

    /// <summary>
    /// The model inside this package: a static encoder of English, 256 dimensions, distilled from all-MiniLM-L6-v2 (Apache-2.0). Nothing is downloaded.
    /// A text's vector is a mean of rows of a table; no network runs. Disposing of it has no effect.
    /// </summary>
    public static TextEmbeddingModel Default => LazyDefault.Value;

    internal EncoderDefinition Definition { get; }

    /// <summary>The length of every vector.</summary>
    public int Dimension => encoder.Dimension;

    /// <summary>Names the model by content: equal fingerprints give equal vectors. 64 hexadecimal digits.</summary>
    public string Fingerprint => Definition.Fingerprint;

    /// <summary>
    /// Reads a model folder: a sentence-transformers or Hugging Face folder with an ONNX graph (<c>onnx/model.onnx</c> or <c>model.onnx</c>, and
    /// <c>tokenizer.json</c> or <c>vocab.txt</c> of the WordPiece family), or a Model2Vec folder (<c>model.safetensors</c>, <c>tokenizer.json</c>).
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">What overrides the folder; null for nothing.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty, or <see cref="TextEmbeddingModelOptions.MaxTokens"/> is more than the network has
    /// positions.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a file that the model needs.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the vocabulary does not fit the model; the message names the file.</exception>
    /// <exception cref="NotSupportedException">The folder asks for something that this version can't do; the message names it.</exception>
    public static TextEmbeddingModel FromDirectory(string directory, TextEmbeddingModelOptions? options = null) =>
        new(TextModelFolder.Read(new ModelFolder(directory), options ?? new TextEmbeddingModelOptions()));

    /// <summary>The vector of a text; the model's vector of the empty text for null.</summary>
    /// <returns><see cref="Dimension"/> values.</returns>
    /// <exception cref="InvalidOperationException">The graph failed, on a text longer than the network allows for example; the message names it.</exception>
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
}
