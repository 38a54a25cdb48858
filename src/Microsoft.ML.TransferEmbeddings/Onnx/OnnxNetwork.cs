using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>An ONNX file as something to look at and to cut. Immutable and thread-safe.</summary>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class OnnxNetwork
{
    private OnnxNetwork(ModelFile file)
    {
        File = file;
        var graph = OnnxModel.Read(file.Content, file.PathFrom("")).Graph;
        Operations = [.. graph.Nodes.Select(node => new OnnxOperation(node))];
        Inputs = [.. graph.Inputs.Select(value => value.Name)];
        Outputs = [.. graph.Outputs.Select(value => value.Name)];
        Constants = [.. graph.Initializers.Select(tensor => tensor.Name)];
    }

    /// <summary>The file.</summary>
    public ModelFile File { get; }

    /// <summary>The nodes, in the order in which they are computed.</summary>
    public IReadOnlyList<OnnxOperation> Operations { get; }

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>The names of the outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The names of the constant tensors (initializers).</summary>
    public IReadOnlyList<string> Constants { get; }

    /// <summary>Type of most weights, such as "float32" or "int8".</summary>
    public string Precision => OnnxWeights.Precision(File);

    /// <summary>Reads the nodes of an ONNX file; weights are not copied.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged or not an ONNX file.</exception>
    public static OnnxNetwork Read(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new OnnxNetwork(file);
    }

    /// <summary>Reads an ONNX file of a folder. Weights that it keeps in files beside it come into it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The file's path in it.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="NotSupportedException">The file has 2 GB or more.</exception>
    public static ModelFile ReadFile(ModelFolder folder, string path)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var graph = folder.ReadFile(path);
        string fileName = System.IO.Path.Combine(folder.Path, path);
        return OnnxGraphFile.ExternalFiles(graph.Content, fileName).Count == 0
            ? graph
            : new ModelFile(
                graph.Name,
                OnnxGraphFile.WithWeightsInside(graph.Content, fileName, name => folder.ReadFile(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, name)).Content),
                graph.Source);
    }

    /// <summary>The ONNX file of a folder: <c>onnx/model.onnx</c>, <c>model.onnx</c>, else the most exact of the others.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="wanted">The file that the user asks for, by its path in the folder; null for the choice above.</param>
    /// <returns>The path in the folder; null where it holds no ONNX file.</returns>
    /// <exception cref="FileNotFoundException"><paramref name="wanted"/> is not there.</exception>
    /// <exception cref="NotSupportedException">There are several files and none has a known name.</exception>
    public static string? FindFile(ModelFolder folder, string? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return OnnxGraphChoice.Find(folder, folder, wanted)?.Graph;
    }

    /// <summary>The part of the network that tensors need, with these as its outputs.</summary>
    /// <param name="tensors">Tensors that nodes compute, each once.</param>
    /// <returns>A file of the same name; the same file where these are its outputs.</returns>
    /// <exception cref="ArgumentException">No tensor is named, one twice, or one that no node computes.</exception>
    public ModelFile CutAt(params IReadOnlyList<string> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (Outputs.SequenceEqual(tensors))
            return File;
        var model = OnnxModel.Read(File.Content, File.PathFrom(""));
        model.Graph.CutAt(tensors);
        return new ModelFile(File.Name, model.ToArray());
    }
}
