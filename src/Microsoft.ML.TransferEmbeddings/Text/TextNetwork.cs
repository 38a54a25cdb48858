using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Options;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Network of a text model, with what comes before and after it: for packages that run or train it in another way. <see cref="TextEmbeddingModel.GetNetwork"/> returns it,
/// and <see cref="TextEmbeddingModel.WithGraph(ModelFile)"/> makes a model of it again. Immutable and thread-safe.
/// </summary>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class TextNetwork
{
    private readonly TextSequences sequences;

    internal TextNetwork(ModelFile graph, OnnxTextEncoder encoder, OnnxTextDefinition definition, TextSequences sequences)
    {
        this.sequences = sequences;
        Graph = graph;
        Output = encoder.Output;
        Pooling = encoder.GraphPools ? null : definition.Pooling;
        PaddingTokenId = definition.Tokenizer.PaddingTokenId;
    }

    /// <summary>ONNX graph, with all weights in it.</summary>
    public ModelFile Graph { get; }

    /// <summary>Output of the graph that is used: vectors of tokens if there is a <see cref="Pooling"/>, else vectors of texts.</summary>
    public string Output { get; }

    /// <summary>Pooling of the token vectors; null if the graph pools.</summary>
    public TextPooling? Pooling { get; }

    /// <summary>Id of the token that fills up the shorter sequences of a batch.</summary>
    public int PaddingTokenId { get; }

    /// <summary>
    /// Returns the ids of a text's tokens, with prompt and special tokens. A text with more tokens than the model takes is cut, even if the model cuts it into chunks.
    /// </summary>
    /// <param name="text">The text, without the prompt.</param>
    /// <returns>The ids, and the index of the first one that the pooling counts: it is 0 unless a prompt is left out.</returns>
    public (int[] Ids, int FirstPooled) Tokenize(ReadOnlySpan<char> text)
    {
        var ids = new ArrayBufferWriter<int>();
        var layouts = new List<SequenceLayout>();
        sequences.Encode(text, ids, layouts);
        return (ids.WrittenSpan[..layouts[0].Length].ToArray(), sequences.FirstPooled(layouts[0]));
    }
}
