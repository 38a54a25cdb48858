using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Options;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>The network, for packages that train it.</content>
public sealed partial class TextEmbeddingModel
{
    /// <summary>Returns the model's network, with what comes before and after it. Opens the encoder.</summary>
    /// <exception cref="NotSupportedException">The model has no ONNX graph.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    [Experimental(Experiments.EncoderBuildingBlocks)]
    public TextNetwork GetNetwork()
    {
        var parts = GraphParts("trained");
        var graph = parts[0];
        if (parts.Count > 1)
            graph = new ModelFile(graph.Name, OnnxGraphFile.WithWeightsInside(graph.Content, graph.Name, name => Definition.Files.Required(name).Content));
        var definition = (OnnxTextDefinition)Definition;
        return new TextNetwork(graph, (OnnxTextEncoder)Encoder, definition, definition.CreateSequences());
    }

    /// <summary>Makes a model with another graph in place of its own, such as one whose weights were trained. Tokenizer and settings are shared with this one.</summary>
    /// <param name="graph">ONNX graph with the inputs and outputs of the model's own and all weights in it.</param>
    /// <returns>The new model, which the caller disposes of; this one stays usable.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="graph"/> is null.</exception>
    /// <exception cref="NotSupportedException">The model has no ONNX graph.</exception>
    [Experimental(Experiments.EncoderBuildingBlocks)]
    public TextEmbeddingModel WithGraph(ModelFile graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return WithGraph(graph.Content, GraphParts("replaced"), $"{nameof(WithGraph)} gave it its weights");
    }

    private TextEmbeddingModel WithGraph(ReadOnlyMemory<byte> graph, IReadOnlyList<ModelFile> replaced, string origin)
    {
        var part = new ModelFile(replaced[0].Name, graph);
        var files = new ModelFiles(Definition.Files.Except(replaced.Skip(1)).Select(other => other == replaced[0] ? part : other));
        return new TextEmbeddingModel(source with
        {
            Definition = ((OnnxTextDefinition)Definition).WithFiles(files),
            Reference = null,
            NoReference = $"{origin} in this process, and no folder has them. Save it with ModelStorage.Embedded.",
        });
    }

    /// <summary>The graph, and then the files beside it that hold weights of it: they come into the new graph.</summary>
    /// <param name="purpose">What could be done with weights, for the message.</param>
    private IReadOnlyList<ModelFile> GraphParts(string purpose)
    {
        var graph = (Definition as OnnxTextDefinition)?.Graph
            ?? throw new NotSupportedException(
                $"A model of kind '{Definition.Kind}' has no network whose weights could be {purpose}: " +
                $"its files are {string.Join(", ", Definition.Files.Select(part => part.Name))}. " +
                "Use a model with an ONNX graph, or this one as it is.");
        var external = OnnxGraphFile.ExternalFiles(graph.Content, graph.Name);
        return [graph, .. Definition.Files.Where(part => external.Contains(part.Name))];
    }
}
