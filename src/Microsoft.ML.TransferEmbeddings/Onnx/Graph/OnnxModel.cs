using Microsoft.ML.TransferEmbeddings.Files.Protobuf;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>
/// An ONNX file as something to look at and to change: its graph and the operator sets that it imports. What nothing here knows of is written as it was read,
/// byte for byte, and tensors are slices of the file, not copies. Not thread-safe.
/// </summary>
/// <remarks>
/// The fields are those of ModelProto in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. They are read here and not by a general library because few
/// of them matter, and because such a library copies every tensor twice.
/// </remarks>
internal sealed class OnnxModel
{
    private const int GraphField = 7, OperatorSetField = 8, TrainingField = 20, FunctionField = 25;
    private const int InitializationField = 1, AlgorithmField = 2;
    private const int DomainField = 1, VersionField = 2;

    /// <summary>How often the bytes of files beside the graph are used on average, at most. Tensors may share theirs, as tied weights do.</summary>
    private const int MostUses = 4;

    private readonly string fileName;
    private readonly List<ReadOnlyMemory<byte>> others = [];
    private readonly Dictionary<string, long> domains = [];
    private readonly HashSet<(string Domain, string Name, string Overload)> functions;

    private OnnxModel(ReadOnlyMemory<byte> file, string fileName)
    {
        this.fileName = fileName;
        OnnxGraph? graph = null;
        var defined = new List<OnnxFunction>();
        var reader = new ProtobufReader(file);
        while (reader.Read(out var field))
        {
            if (field.Number == GraphField)
                graph = graph is null ? new OnnxGraph(field.Bytes) : throw new FormatException("it has two graphs");
            else
                others.Add(field.Raw);
            if (field.Number == OperatorSetField)
                ReadDomain(field.Bytes);
            else if (field.Number == FunctionField)
                defined.Add(new OnnxFunction(field.Bytes));
            else if (field.Number == TrainingField)
                RequireInside(ReadTrainingGraphs(field.Bytes).SelectMany(training => training.Tensors.Concat(training.SparseParts)), "what it was trained with");
        }
        Graph = graph ?? throw new FormatException("it has no graph");
        Graph.CheckOrder();
        RequireInside(Graph.SparseParts, "a sparse tensor");
        RequireInside(defined.SelectMany(function => function.Tensors), "a function");
        FunctionExpansion.Check(Graph, defined);
        functions = [.. defined.Select(function => function.Id)];
    }

    public OnnxGraph Graph { get; }

    /// <summary>The version of ONNX's own operators; 0 where the file names none.</summary>
    public long OperatorSet => domains.GetValueOrDefault("");

    /// <param name="file">The file's content. It must stay as it is while the model is used.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="InvalidDataException">The file is damaged or no ONNX file.</exception>
    public static OnnxModel Read(ReadOnlyMemory<byte> file, string fileName)
    {
        try
        {
            return new OnnxModel(file, fileName);
        }
        catch (FormatException e)
        {
            throw Damaged(fileName, e);
        }
    }

    /// <summary>Whether a node is a call of a function of the file, whatever operator has the same name.</summary>
    public bool IsCall(OnnxNode node) => functions.Contains(OnnxFunction.IdOf(node.Domain, node.OperatorType, node.Overload));

    /// <summary>What to throw where a part of the file turns out to be damaged that is read after <see cref="Read"/>.</summary>
    public InvalidDataException Damaged(FormatException reason) => Damaged(fileName, reason);

    /// <summary>Takes the weights in that lie in files beside the graph's. They are not copied.</summary>
    /// <param name="externalFile">Gives a file's content by the name in the graph.</param>
    /// <exception cref="InvalidDataException">A file is too short; or weights overlap, so that little would become much.</exception>
    public void TakeWeightsIn(Func<string, ReadOnlyMemory<byte>> externalFile)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>();
        long taken = 0;
        try
        {
            Graph.ReplaceTensors(tensor => tensor.External is { } external ? tensor.With(Slice(external)) : tensor);
        }
        catch (FormatException e)
        {
            throw Damaged(e);
        }

        ReadOnlyMemory<byte> Slice(OnnxExternalData external)
        {
            if (!files.TryGetValue(external.Location, out var file))
                files.Add(external.Location, file = externalFile(external.Location));
            var slice = external.Slice(file);
            taken += slice.Length;
            return taken <= MostUses * files.Values.Sum(content => (long)content.Length)
                ? slice
                : throw new FormatException($"its weights overlap in {string.Join(", ", files.Keys)}");
        }
    }

    /// <summary>Makes a domain's operators known to the graph; nothing where they are.</summary>
    public void Import(string domain, long version)
    {
        if (!domains.TryAdd(domain, version))
            return;
        var operatorSet = new ProtobufMessage();
        operatorSet.Add(DomainField, domain);
        operatorSet.Add(VersionField, version);
        var field = new ProtobufMessage();
        field.Add(OperatorSetField, operatorSet);
        others.Add(field.ToArray());
    }

    /// <summary>The file. Weights are copied once.</summary>
    /// <exception cref="NotSupportedException">It has 2 GB or more.</exception>
    public byte[] ToArray()
    {
        var message = new ProtobufMessage();
        foreach (var other in others)
            message.AddRaw(other);
        message.Add(GraphField, Graph.Write());
        return message.Length <= Array.MaxLength
            ? message.ToArray()
            : throw new NotSupportedException($"'{fileName}' has {message.Length:N0} bytes with its weights, and less than 2 GB can be held in memory. Use a quantized export of the model.");
    }

    private static InvalidDataException Damaged(string fileName, FormatException reason) =>
        new($"'{fileName}' is not a whole ONNX file: {reason.Message}. Download or copy the file again.", reason);

    /// <summary>Weights in files beside the graph are taken in where exporters put them; elsewhere ONNX Runtime would read them by itself.</summary>
    /// <exception cref="FormatException">One is in another file.</exception>
    private static void RequireInside(IEnumerable<OnnxTensor> tensors, string place)
    {
        if (tensors.FirstOrDefault(tensor => tensor.External is not null) is { External: { } external } found)
            throw new FormatException($"'{found.Name}', a constant of {place}, is said to be in the file '{external.Location}', which no exporter does");
    }

    private static IEnumerable<OnnxGraph> ReadTrainingGraphs(ReadOnlyMemory<byte> training)
    {
        var graphs = new List<OnnxGraph>();
        var reader = new ProtobufReader(training);
        while (reader.Read(out var field))
        {
            if (field.Number is InitializationField or AlgorithmField)
                graphs.Add(new OnnxGraph(field.Bytes));
        }
        return graphs;
    }

    private void ReadDomain(ReadOnlyMemory<byte> operatorSet)
    {
        string domain = "";
        long version = 0;
        var reader = new ProtobufReader(operatorSet);
        while (reader.Read(out var field))
        {
            if (field.Number == DomainField)
                domain = field.Text;
            else if (field.Number == VersionField)
                version = field.Integer;
        }
        domains[domain == "ai.onnx" ? "" : domain] = version;
    }
}
