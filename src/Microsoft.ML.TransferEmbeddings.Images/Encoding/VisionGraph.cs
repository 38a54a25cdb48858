namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>Finds in a vision network's graph what the vector is made of.</summary>
internal sealed class VisionGraph
{
    /// <summary>Outputs that exporters call so are made to be used as vectors; the first that is there counts.</summary>
    private static readonly string[] FeatureOutputs =
        ["image_embeds", "image_embeddings", "features", "embeddings", "embedding", "pooler_output", "last_hidden_state"];

    private static readonly string[] ScoreOutputs = ["logits", "scores", "probabilities", "probs", "softmax"];

    /// <summary>What may lie after a classifier's last layer with weights, apart from sums and products with constants.</summary>
    private static readonly string[] BehindWeights =
        ["Identity", "Cast", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Slice", "Dropout", "Relu", "Clip", "Sigmoid", "Softmax", "LogSoftmax", "GlobalAveragePool", "ReduceMean", "AveragePool",
         "QuantizeLinear", "DequantizeLinear"];

    /// <summary>Layers with weights; the Q… want integers, which make no vector, and are refused as such.</summary>
    private static readonly string[] Products = ["Gemm", "MatMul", "MatMulNBits", "MatMulInteger", "QLinearMatMul", "QGemm"];

    private static readonly string[] Reshapes = ["Identity", "Cast", "Flatten", "Reshape", "Squeeze", "Unsqueeze"];

    private readonly OnnxNetwork graph;
    private readonly string fileName;
    private readonly Dictionary<string, OnnxOperation> producers = [];
    private readonly HashSet<string> constants;

    public VisionGraph(OnnxNetwork graph, string fileName)
    {
        this.graph = graph;
        this.fileName = fileName;
        constants = [.. graph.Constants];
        foreach (var node in graph.Operations)
        {
            foreach (string output in node.Outputs.Where(output => output.Length > 0))
                producers[output] = node;
            if (node.UsedTensors.All(IsConstant))
                constants.UnionWith(node.Outputs);
        }
    }

    /// <summary>Tensors between input and output, in the order in which they are computed, with the operator that computes each.</summary>
    public IEnumerable<(string Name, string Operator)> Tensors =>
        graph.Operations.SelectMany(node => node.Outputs.Where(name => name.Length > 0 && !IsConstant(name)).Select(name => (name, node.Type)));

    /// <summary>The tensor that a classifier's last layer with weights sees; the graph's own output where it is one of features, or no classifier's.</summary>
    public string FindFeatures()
    {
        if (FeatureOutputs.FirstOrDefault(IsOutput) is { } features)
            return graph.Outputs.First(output => Is(output, features));
        string scores = ScoresOutput();
        return FindClassifierInput(scores) ?? scores;
    }

    /// <summary>A classifier's scores before any softmax.</summary>
    /// <exception cref="NotSupportedException">The graph has outputs of features alone.</exception>
    public string FindLogits()
    {
        string output = ScoresOutput();
        if (FeatureOutputs.Any(name => Is(output, name)))
            throw new NotSupportedException($"The graph '{fileName}' has no output of scores, but {string.Join(", ", graph.Outputs)}. Ask for {nameof(ImageOutput)}.{nameof(ImageOutput.Features)}.");
        for (string name = output; producers.TryGetValue(name, out var node); name = DataInput(node)!)
        {
            if (node.Is("Softmax") && DataInput(node) is { } scores)
                return scores;
            if (!Reshapes.Any(node.Is) || DataInput(node) is null)
                break;
        }
        return output;
    }

    /// <summary>Whether a node computes a tensor of this name of the images.</summary>
    public bool Computes(string name) => producers.ContainsKey(name) && !IsConstant(name);

    /// <summary>What to throw where an output of the graph is not computed of the images.</summary>
    public InvalidDataException NotComputed(string output) =>
        new($"The graph '{fileName}' has the output '{output}', and no node computes it of images. Export it again, or download or copy it again.");

    /// <exception cref="ArgumentException">The graph does not compute a tensor of this name.</exception>
    public void RequireTensor(string name)
    {
        if (Computes(name))
            return;
        throw new ArgumentException(
            $"The graph '{fileName}' computes no layer '{name}'. The last ones are {string.Join(", ", Tensors.TakeLast(5).Select(tensor => tensor.Name))}; {nameof(ImageEmbeddingModel)}.{nameof(ImageEmbeddingModel.Layers)} lists all.",
            nameof(ImageEmbeddingModelOptions.Layers));
    }

    private string ScoresOutput() =>
        graph.Outputs.FirstOrDefault(output => ScoreOutputs.Any(name => Is(output, name)))
        ?? graph.Outputs.LastOrDefault(output => !FeatureOutputs.Any(name => Is(output, name)))
        ?? graph.Outputs.FirstOrDefault()
        ?? throw new InvalidDataException($"The graph '{fileName}' has no outputs. Export it again, or download or copy it again.");

    /// <summary>
    /// Goes back from the scores to the last layer with weights. A convolution with a mean over all places after it may be a classifier (SqueezeNet) or the
    /// last layer of features (MobileNet without its head): a softmax tells them apart.
    /// </summary>
    private string? FindClassifierInput(string scores)
    {
        bool hasSoftmax = false, hasPooling = false;
        for (string name = scores; producers.TryGetValue(name, out var node);)
        {
            if (DataInput(node) is not { } input)
                return null;
            if (Products.Contains(node.Type))
                return BeforeQuantization(input);
            if (node.Is("Conv"))
                return hasSoftmax || (!hasPooling && IsPooled(input)) ? input : null;
            if (!BehindWeights.Any(node.Is) && !node.Is("Add") && !node.Is("Mul"))
                return null;
            hasSoftmax |= node.Is("Softmax") || node.Is("LogSoftmax");
            hasPooling |= IsPooling(node);
            name = input;
        }
        return null;
    }

    /// <summary>Whether a mean over all places lies right before.</summary>
    private bool IsPooled(string name)
    {
        while (producers.TryGetValue(name, out var node) && DataInput(node) is { } input)
        {
            if (IsPooling(node))
                return true;
            if (!Reshapes.Any(node.Is) && !node.Is("Dropout"))
                return false;
            name = input;
        }
        return false;
    }

    private static bool IsPooling(OnnxOperation node) => node.Is("GlobalAveragePool") || node.Is("ReduceMean") || node.Is("AveragePool");

    /// <summary>The input that carries on what is computed of the image; null where several do.</summary>
    private string? DataInput(OnnxOperation node)
    {
        string[] inputs = [.. node.Inputs.Where(name => name.Length > 0 && !IsConstant(name))];
        // A shape or a place may be computed as well, and so are the scale and the zero point of integers that are made as the graph runs.
        bool isFirst = Reshapes.Any(node.Is) || node.Is("Slice") || node.Is("MatMulInteger");
        return inputs.Length == 1 || (isFirst && inputs.Length > 0 && inputs[0] == node.Inputs[0]) ? inputs[0]
            : node.Is("Mul") ? inputs.FirstOrDefault(IsSumOfIntegers)
            : null;
    }

    private bool IsSumOfIntegers(string name) =>
        producers.TryGetValue(name, out var cast) && cast.Is("Cast") && producers.TryGetValue(FirstInput(cast), out var product) && product.Is("MatMulInteger");

    private string BeforeQuantization(string name) => producers.TryGetValue(name, out var node) && node.Is("DynamicQuantizeLinear") && FirstInput(node) is { Length: > 0 } input ? input : name;

    private static string FirstInput(OnnxOperation node) => node.Inputs.FirstOrDefault("");

    private bool IsConstant(string name) => name.Length == 0 || constants.Contains(name);

    private bool IsOutput(string name) => graph.Outputs.Any(output => Is(output, name));

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);
}
