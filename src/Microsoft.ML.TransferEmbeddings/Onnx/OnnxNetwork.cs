using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Network of an ONNX file, to examine its nodes and to cut it. Immutable and thread-safe.</summary>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class OnnxNetwork
{
    private readonly Dictionary<string, OnnxTensor> constants = [];

    private OnnxNetwork(ModelFile file)
    {
        File = file;
        var model = OnnxModel.Read(file.Content, file.PathFrom(""));
        var graph = model.Graph;
        Operations = [.. graph.Nodes.Select(node => new OnnxOperation(node, model.IsCall(node)))];
        Inputs = [.. graph.Inputs.Select(value => value.Name)];
        Outputs = [.. graph.Outputs.Select(value => value.Name)];
        OperatorSet = model.OperatorSet;
        foreach (var tensor in graph.Initializers)
            constants[tensor.Name] = tensor;
        Constants = [.. graph.Initializers.Select(tensor => tensor.Name)];
    }

    /// <summary>The file.</summary>
    public ModelFile File { get; }

    /// <summary>Nodes, in the order in which they are computed.</summary>
    public IReadOnlyList<OnnxOperation> Operations { get; }

    /// <summary>Names of the inputs.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Names of the outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Names of the constant tensors (initializers).</summary>
    public IReadOnlyList<string> Constants { get; }

    /// <summary>Version of ONNX's own operators that the file was written for; 0 if it names none.</summary>
    public long OperatorSet { get; }

    /// <summary>Type of most weights, such as "float32" or "int8".</summary>
    public string Precision => OnnxWeights.Precision(File);

    /// <summary>Reads the nodes of an ONNX file; weights are not copied.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or not an ONNX file.</exception>
    public static OnnxNetwork Read(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new OnnxNetwork(file);
    }

    /// <summary>Reads an ONNX file of a folder. Weights in external files beside it are merged into the result.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">Path of the file in the folder.</param>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> or <paramref name="path"/> is null.</exception>
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

    /// <summary>Finds the ONNX file of a folder: <c>onnx/model.onnx</c>, <c>model.onnx</c>, or else the most exact of the others.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="wanted">Path in the folder of the file that the user chose; null, the default, for the choice above.</param>
    /// <returns>The path in the folder; null if it has no ONNX file.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> is null.</exception>
    /// <exception cref="FileNotFoundException">The folder has no file <paramref name="wanted"/>.</exception>
    /// <exception cref="NotSupportedException">There are several files and none has a known name.</exception>
    public static string? FindFile(ModelFolder folder, string? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return OnnxGraphChoice.Find(folder, folder, wanted)?.Graph;
    }

    /// <summary>Finds a constant tensor (initializer).</summary>
    /// <param name="name">Name of the tensor, case-sensitive.</param>
    /// <returns>The tensor; null if there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public OnnxConstant? FindConstant(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return constants.TryGetValue(name, out var tensor) ? new OnnxConstant(tensor) : null;
    }

    /// <summary>Writes the network with other values in constant tensors, such as weights that were trained.</summary>
    /// <param name="values">The new values, row by row, by the name of the tensor. They are written as float32.</param>
    /// <returns>A file of the same name.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">The network has no such tensor, or one of another type or size.</exception>
    /// <exception cref="NotSupportedException">The file would have 2 GB or more.</exception>
    public ModelFile WithConstants(IReadOnlyDictionary<string, float[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (name, replacement) in values)
        {
            if (!constants.TryGetValue(name, out var tensor))
                throw new ArgumentException($"The network has no constant '{name}'.", nameof(values));
            ArgumentNullException.ThrowIfNull(replacement, nameof(values));
            if (tensor.ElementType != OnnxElementType.Float || tensor.Dimensions.Aggregate(1L, (product, size) => product * size) != replacement.Length)
                throw new ArgumentException($"The constant '{name}' is {tensor.ElementType} of the shape [{string.Join(", ", tensor.Dimensions)}], and {replacement.Length:N0} values of Float are given.", nameof(values));
        }
        var model = OnnxModel.Read(File.Content, File.PathFrom(""));
        var initializers = model.Graph.Initializers;
        for (int i = 0; i < initializers.Count; i++)
        {
            if (values.TryGetValue(initializers[i].Name, out float[]? replacement))
                initializers[i] = new OnnxTensor(initializers[i].Name, OnnxElementType.Float, [.. initializers[i].Dimensions], MemoryMarshal.AsBytes(replacement.AsSpan()).ToArray());
        }
        return new ModelFile(File.Name, model.ToArray());
    }

    /// <summary>Cuts the network: keeps the part that computes some tensors and makes them its outputs.</summary>
    /// <param name="tensors">Names of tensors that nodes compute, each once.</param>
    /// <returns>A file of the same name; the same file if the tensors are its outputs already.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no tensor, one is named twice, or no node computes it.</exception>
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
