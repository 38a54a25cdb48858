using Microsoft.ML.TransferEmbeddings.TorchSharp.Fusions;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;

/// <summary>
/// An ONNX graph that runs on PyTorch, with its weights as parameters that have gradients. Not thread-safe. The tensors of a run belong to the scope that the caller has
/// opened (<c>torch.NewDisposeScope</c>).
/// </summary>
internal sealed class TrainableNetwork : IDisposable
{
    private readonly OnnxNetwork network;
    private readonly string output;
    private readonly Dictionary<string, int> slots = [];
    private readonly List<GraphValue> constants = [];
    private readonly List<Step> steps = [];
    private readonly List<TableLookup> tables = [];
    private readonly Dictionary<string, Tensor> parameters = [];
    private readonly int outputSlot;

    private TrainableNetwork(ModelFile graph, string output, string? start)
    {
        this.output = output;
        network = OnnxNetwork.Read(graph);
        var used = network.Outputs is [var only] && only == output ? network : OnnxNetwork.Read(network.CutAt(output));
        Inputs = start is null ? [.. used.Inputs.Where(name => used.FindConstant(name) is null)] : [start];
        GraphNode[] nodes = [.. (start is null ? used.Operations : After(start, used)).Select(operation => new GraphNode(operation.Type, operation.Inputs, operation.Outputs, operation))];
        Nodes = GraphFusion.Fuse(new GraphNodes(nodes, used.Outputs, used.FindConstant));
        foreach (string name in Inputs)
            SlotOf(name);
        using (torch.NewDisposeScope())
        using (torch.no_grad())
        {
            ReadWeights(used, graph.Name);
            foreach (var node in Nodes.All)
                Add(node, ReadsRows(node) ? LookUp() : OperatorTable.Create(node, used.OperatorSet, graph.Name), graph.Name);
        }
        outputSlot = SlotOf(output);
    }

    /// <summary>Names of the inputs.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>The nodes that the output needs.</summary>
    public GraphNodes Nodes { get; }

    /// <summary>The weights by their names in the graph, in single precision on the CPU. What is written into them is trained.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => parameters;

    /// <summary>What the outputs of nodes go through as they are computed, by the name of the tensor; dropout is.</summary>
    public Dictionary<string, Func<Tensor, Tensor>> Filters { get; } = [];

    /// <summary>What stands for a parameter in a run, by its name; a sum with a low-rank product does.</summary>
    public Dictionary<string, Func<Tensor, Tensor>> Substitutes { get; } = [];

    /// <param name="graph">With all weights in it.</param>
    /// <param name="output">The output to compute.</param>
    /// <param name="start">The tensor to begin with, in place of the inputs, where all that the output needs of them goes through it; null for the inputs.</param>
    /// <exception cref="DllNotFoundException">PyTorch's native library is missing.</exception>
    /// <exception cref="InvalidDataException">The graph is damaged.</exception>
    /// <exception cref="NotSupportedException">A node has an operator or a setting that is not known; the message names it.</exception>
    public static TrainableNetwork Read(ModelFile graph, string output, string? start = null)
    {
        TorchLibrary.Require();
        return new TrainableNetwork(graph, output, start);
    }

    /// <param name="precision">That of a model's weights, as its description has it.</param>
    /// <param name="file">With the weights.</param>
    /// <exception cref="NotSupportedException">Weights of this kind can't be trained.</exception>
    public static void RequireSinglePrecision(string precision, string? file)
    {
        if (precision != "float32")
            throw new NotSupportedException($"The weights of the model '{file}' are {precision}, and only float32 can be trained. Use the export of the model in float32.");
    }

    /// <param name="inputs">By name.</param>
    /// <returns>The output.</returns>
    public Tensor Run(IReadOnlyDictionary<string, Tensor> inputs)
    {
        GraphValue[] values = [.. constants];
        foreach (string name in Inputs)
            values[slots[name]] = inputs[name];
        foreach (var (name, substitute) in Substitutes)
            values[slots[name]] = substitute(parameters[name]);
        foreach (var step in steps)
            step.Run(values, Filters);
        return values[outputSlot].Tensor;
    }

    /// <summary>The graph with the weights as they are now; those that have not changed stay as they were written.</summary>
    /// <param name="changed">Names of parameters.</param>
    public ModelFile Write(IEnumerable<string> changed)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        return network.WithConstants(changed.ToDictionary(
            name => name, name => (Substitutes.TryGetValue(name, out var substitute) ? substitute(parameters[name]) : parameters[name]).contiguous().data<float>().ToArray()));
    }

    public void Dispose()
    {
        foreach (var table in tables)
            table.Dispose();
        foreach (var tensor in parameters.Values)
            tensor.Dispose();
        foreach (var constant in constants.Where(constant => constant is { IsGiven: true, Host: null }))
            constant.Tensor.Dispose();
    }

    /// <summary>The nodes that the output needs, without those that only the tensor at the start needs.</summary>
    private IReadOnlyList<OnnxOperation> After(string start, OnnxNetwork used)
    {
        var needed = new HashSet<string> { output };
        var after = new List<OnnxOperation>();
        foreach (var operation in used.Operations.Reverse())
        {
            if (operation.Outputs.Contains(start) || !operation.Outputs.Any(needed.Contains))
                continue;
            needed.UnionWith(operation.UsedTensors);
            after.Insert(0, operation);
        }
        return after;
    }

    private void ReadWeights(OnnxNetwork used, string fileName)
    {
        var weights = WeightNames.Find(Nodes, used.FindConstant);
        foreach (string name in used.Constants.Where(name => Nodes.UsersOf(name).Count > 0))
        {
            var constant = used.FindConstant(name)!;
            GraphValue value;
            try
            {
                value = GraphConstant.Read(constant);
            }
            catch (FormatException e)
            {
                throw new NotSupportedException($"The graph '{fileName}' can't be trained: it {e.Message}.", e);
            }
            constants[SlotOf(name)] = value;
            if (weights.Contains(name))
                parameters.Add(name, value.Tensor);
        }
    }

    /// <summary>Whether the node reads rows of a parameter, at indices that are an input of the graph: those are never negative.</summary>
    private bool ReadsRows(GraphNode node) =>
        node.Operation.Type == "Gather" && (node.Operation.Integer("axis") ?? 0) == 0 && Inputs.Contains(node.Inputs[1])
        && parameters.TryGetValue(node.Inputs[0], out var parameter) && parameter.dim() == 2;

    private Kernel LookUp()
    {
        var table = new TableLookup();
        tables.Add(table);
        return inputs => [table.Read(inputs[0].Tensor, inputs[1].Tensor)];
    }

    /// <summary>What depends on no input and on no parameter is computed now.</summary>
    private void Add(GraphNode node, Kernel kernel, string fileName)
    {
        int[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? -1 : slots.TryGetValue(name, out int slot) ? slot : throw NotComputed(name))];
        bool isConstant = node.Inputs.All(name => name.Length == 0 || (constants[slots[name]].IsGiven && !parameters.ContainsKey(name)));
        int[] outputs = [.. node.Outputs.Select(name => name.Length == 0 ? -1 : SlotOf(name))];
        var step = new Step(node, kernel, inputs, outputs);
        if (!isConstant)
        {
            steps.Add(step);
            return;
        }
        GraphValue[] values = [.. constants];
        step.Run(values, Filters);
        foreach (int slot in outputs.Where(slot => slot >= 0 && values[slot].IsGiven))
            constants[slot] = values[slot].Host is null ? values[slot].Tensor.DetachFromDisposeScope() : values[slot];

        InvalidDataException NotComputed(string name) => new($"'{fileName}' is not a whole ONNX file: nothing computes '{name}', which its node {node.Title} needs. Download or copy the file again.");
    }

    private int SlotOf(string name)
    {
        if (!slots.TryGetValue(name, out int slot))
        {
            slots.Add(name, slot = constants.Count);
            constants.Add(default);
        }
        return slot;
    }

    /// <summary>A node with the places of its inputs and outputs; a negative place stands for none.</summary>
    private sealed record Step(GraphNode Node, Kernel Kernel, int[] Inputs, int[] Outputs)
    {
        public void Run(GraphValue[] values, Dictionary<string, Func<Tensor, Tensor>> filters)
        {
            var inputs = new GraphValue[Inputs.Length];
            for (int i = 0; i < inputs.Length; i++)
                inputs[i] = Inputs[i] < 0 ? default : values[Inputs[i]];
            GraphValue[] outputs;
            try
            {
                outputs = Kernel(inputs);
            }
            catch (Exception e) when (e is System.Runtime.InteropServices.ExternalException or ArgumentException or IndexOutOfRangeException)
            {
                throw new InvalidOperationException($"The node {Node.Title} of the graph failed on {string.Join(", ", inputs.Select(input => input.IsGiven ? $"[{string.Join(", ", input.Shape)}]" : "nothing"))}: {e.Message}", e);
            }
            for (int i = 0; i < Outputs.Length && i < outputs.Length; i++)
            {
                if (Outputs[i] >= 0)
                    values[Outputs[i]] = filters.TryGetValue(Node.Outputs[i], out var filter) ? filter(outputs[i].Tensor) : outputs[i];
            }
        }
    }
}
