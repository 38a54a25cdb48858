using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>8-bit weights.</content>
public sealed partial class TextEmbeddingModel
{
    private const string Purpose = "made 8-bit";

    /// <summary>
    /// Makes a model of the same network with smaller weights, in memory: the matrices of its products and its table of tokens are quantized. It is used and saved as any
    /// other model and has a <see cref="EmbeddingModel.Fingerprint"/> of its own. A text's vector does not depend on the rest of its batch. Weights in external files of
    /// the graph are merged into the new graph.
    /// </summary>
    /// <remarks>
    /// This model does not change. Quantizing takes about a second and as much additional memory as the graph has. The arithmetic is that of ONNX Runtime's MatMulNBits
    /// with 8 bits and accuracy level 4: inputs of a product are rounded to 8 bits too, per block and row, on processors for which ONNX Runtime has a kernel, such as newer
    /// x64 and Arm64 ones. On others the same weights are multiplied in Float, which is slower, and vectors differ between the two kinds of processor by about as much as
    /// they differ from those of this model.
    /// </remarks>
    /// <param name="precision">Storage of the weights.</param>
    /// <returns>The new model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="precision"/> is not a defined value.</exception>
    /// <exception cref="NotSupportedException">The model is static and has no network, or there is no matrix to quantize, as in a model that has 8-bit weights
    /// already.</exception>
    /// <exception cref="InvalidDataException">The graph is damaged.</exception>
    public TextEmbeddingModel Quantize(WeightPrecision precision)
    {
        if (!Enum.IsDefined(precision))
            throw new ArgumentOutOfRangeException(nameof(precision), precision, $"There is no WeightPrecision {precision}; Int8 is known.");
        return WithGraph(QuantizedGraph());
    }

    /// <summary>
    /// Makes a model with smaller weights as <see cref="Quantize(WeightPrecision)"/> does, and a report of the sizes and of the similarity of the new vectors to this
    /// model's.
    /// </summary>
    /// <param name="options">Precision, and sample texts that both models embed.</param>
    /// <param name="cancellationToken">Checked between batches of sample texts.</param>
    /// <returns>The new model, which the caller disposes of, and the report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="NotSupportedException">The model is static and has no network, or there is no matrix to quantize, as in a model that has 8-bit weights
    /// already.</exception>
    /// <exception cref="InvalidDataException">The graph is damaged.</exception>
    /// <exception cref="ObjectDisposedException">This model was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public WeightQuantizationResult Quantize(WeightQuantizationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var texts = options.SampleTexts ?? SampleTexts.All;
        float[][] expected = Embed(texts, cancellationToken: cancellationToken);
        var graph = QuantizedGraph();
        var model = WithGraph(graph);
        try
        {
            double[] cosines = [.. expected.Zip(model.Embed(texts, cancellationToken: cancellationToken), Cosine)];
            return new WeightQuantizationResult(model, new WeightQuantizationReport
            {
                Matrices = graph.Matrices,
                MatrixBytesBefore = graph.BytesBefore,
                MatrixBytesAfter = graph.BytesAfter,
                GraphBytesBefore = GraphParts(Purpose).Sum(part => (long)part.Content.Length),
                GraphBytesAfter = graph.File.Length,
                LeftAlone = graph.LeftAlone,
                SampleTexts = texts.Count,
                MeanCosine = cosines.Average(),
                MinCosine = cosines.Min(),
            });
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private TextEmbeddingModel WithGraph(QuantizedGraph graph) => WithGraph(graph.File, GraphParts(Purpose), "Quantize made its weights");

    private QuantizedGraph QuantizedGraph()
    {
        var graph = GraphParts(Purpose)[0];
        var quantized = GraphQuantizer.Quantize(graph.Content, graph.Name, name => Definition.Files.Required(name).Content);
        return quantized.Matrices > 0
            ? quantized
            : throw new NotSupportedException(
                $"'{graph.Name}' has no constant matrix of Float or Float16 that could be made 8-bit; perhaps its weights are already. " +
                $"Use the model as it is. {string.Join("; ", quantized.LeftAlone)}");
    }

    private static double Cosine(float[] one, float[] other) => one.AsSpan().SequenceEqual(other) ? 1 : TensorPrimitives.CosineSimilarity(one, other);
}
