using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>8-bit weights.</content>
public sealed partial class TextEmbeddingModel
{
    private const string GraphExtension = ".onnx";

    /// <summary>
    /// A new model of the same network with smaller weights, made in memory: the matrices of its products and its table of tokens are rewritten. It is used and
    /// saved as any other, and its <see cref="EmbeddingModel.Fingerprint"/> is another. A text's vector does not depend on what else is in its batch. Weights that the graph
    /// keeps in files beside it come into the new graph.
    /// </summary>
    /// <remarks>
    /// This model stays as it is. Takes a second or so, and as much memory again as the graph has. The arithmetic is that of ONNX Runtime's MatMulNBits with 8
    /// bits and accuracy level 4: inputs of a product are rounded to 8 bits too, by block and row, where ONNX Runtime has a kernel for the processor, as it has
    /// for newer x64 and Arm64 ones. Elsewhere the same weights are multiplied in Float, which is slower, and vectors differ between the two kinds of processor
    /// by about as much as they differ from those of this model.
    /// </remarks>
    /// <param name="precision">How the weights are stored.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="precision"/> is not one of the enumeration's values.</exception>
    /// <exception cref="NotSupportedException">The model is a static one and has no network; or there is no matrix to rewrite, as in a model that has 8-bit
    /// weights already.</exception>
    /// <exception cref="InvalidDataException">The graph is damaged.</exception>
    public TextEmbeddingModel Quantize(WeightPrecision precision) => Quantize(precision, out QuantizedGraph _, out _);

    /// <summary>As <see cref="Quantize(WeightPrecision)"/>; and tells what was done and how near the new vectors are to this model's.</summary>
    /// <param name="precision">How the weights are stored.</param>
    /// <param name="report">Sizes, what was left alone and why, and the cosines.</param>
    /// <param name="sampleTexts">Texts as the model will see them, a few hundred for a good estimate; both models embed them. Null for two dozen built-in
    /// texts.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="precision"/> is not one of the enumeration's values.</exception>
    /// <exception cref="ArgumentException"><paramref name="sampleTexts"/> has no text.</exception>
    /// <exception cref="NotSupportedException">The model is a static one and has no network; or there is no matrix to rewrite, as in a model that has 8-bit
    /// weights already.</exception>
    /// <exception cref="InvalidDataException">The graph is damaged.</exception>
    /// <exception cref="ObjectDisposedException">This model was disposed.</exception>
    public TextEmbeddingModel Quantize(WeightPrecision precision, out QuantizationReport report, IEnumerable<string>? sampleTexts = null)
    {
        string[] texts = [.. sampleTexts ?? SampleTexts.All];
        if (texts.Length == 0)
            throw new ArgumentException("There is no sample text to compare the models on. Give some, or null for the built-in ones.", nameof(sampleTexts));

        float[][] expected = Embed(texts);
        var model = Quantize(precision, out var graph, out long bytesBefore);
        try
        {
            double[] cosines = [.. expected.Zip(model.Embed(texts), Cosine)];
            report = new QuantizationReport
            {
                Matrices = graph.Matrices,
                MatrixBytesBefore = graph.BytesBefore,
                MatrixBytesAfter = graph.BytesAfter,
                GraphBytesBefore = bytesBefore,
                GraphBytesAfter = graph.File.Length,
                LeftAlone = graph.LeftAlone,
                SampleTexts = texts.Length,
                MeanCosine = cosines.Average(),
                LeastCosine = cosines.Min(),
            };
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private TextEmbeddingModel Quantize(WeightPrecision precision, out QuantizedGraph quantized, out long bytesBefore)
    {
        if (!Enum.IsDefined(precision))
            throw new ArgumentOutOfRangeException(nameof(precision), precision, $"There is no WeightPrecision {precision}; Int8 is known.");
        var network = Definition as OnnxTextDefinition
            ?? throw new NotSupportedException(
                $"A model of kind '{Definition.Kind}' has no network whose weights could be made 8-bit: " +
                $"its files are {string.Join(", ", Definition.Files.Select(part => part.Name))}. " +
                "Quantize a model with an ONNX graph, or use this one as it is.");
        var graph = network.Graph;
        // Files beside the graph that hold weights of it: they come into the new graph.
        var external = OnnxGraphFile.ExternalFiles(graph.Content, graph.Name);
        bytesBefore = graph.Content.Length + Definition.Files.Where(part => external.Contains(part.Name)).Sum(part => (long)part.Content.Length);
        quantized = GraphQuantizer.Quantize(graph.Content, graph.Name, name => Definition.Files.Required(name).Content);
        if (quantized.Matrices == 0)
        {
            throw new NotSupportedException(
                $"'{graph.Name}' has no constant matrix of Float or Float16 that could be made 8-bit; perhaps its weights are already. " +
                $"Use the model as it is. {string.Join("; ", quantized.LeftAlone)}");
        }
        var part = new ModelPart(graph.Name, quantized.File);
        var files = new ModelFiles(Definition.Files.Where(other => other == graph || !external.Contains(other.Name)).Select(other => other == graph ? part : other));
        return new TextEmbeddingModel(source with
        {
            Definition = network.WithFiles(files),
            Reference = null,
            NoReference = "Quantize made its weights in this process, and no folder has them. Save it with ModelStorage.Embedded.",
        });
    }

    private static double Cosine(float[] one, float[] other) => one.AsSpan().SequenceEqual(other) ? 1 : TensorPrimitives.CosineSimilarity(one, other);
}
