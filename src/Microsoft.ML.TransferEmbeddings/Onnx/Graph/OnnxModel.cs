namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>
/// An ONNX file as something to change: its graph and the operator sets that it imports. What nothing here knows of is written as it was read, byte for
/// byte, and tensors are slices of the file, not copies. Not thread-safe.
/// </summary>
/// <remarks>
/// The fields are those of ModelProto in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. They are read here and not by a general library because few
/// of them matter, and because such a library copies every tensor twice.
/// </remarks>
internal sealed class OnnxModel
{
    private const int GraphField = 7, OperatorSetField = 8;
    private const int DomainField = 1, VersionField = 2;

    private readonly List<ReadOnlyMemory<byte>> others = [];
    private readonly HashSet<string> domains = [];

    private OnnxModel(ReadOnlyMemory<byte> file)
    {
        OnnxGraph? graph = null;
        var reader = new WireReader(file);
        while (reader.Read(out var field))
        {
            if (field.Number == GraphField)
                graph = graph is null ? new OnnxGraph(field.Bytes) : throw new FormatException("it has two graphs");
            else
                others.Add(field.Raw);
            if (field.Number == OperatorSetField)
                domains.Add(ReadDomain(field.Bytes));
        }
        Graph = graph ?? throw new FormatException("it has no graph");
    }

    public OnnxGraph Graph { get; }

    /// <param name="file">The file's content. It must stay as it is while the model is used.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="InvalidDataException">The file is damaged or no ONNX file.</exception>
    public static OnnxModel Read(ReadOnlyMemory<byte> file, string fileName)
    {
        try
        {
            return new OnnxModel(file);
        }
        catch (FormatException e)
        {
            throw Damaged(fileName, e);
        }
    }

    /// <summary>What to throw where a part of the file turns out to be damaged that is read after <see cref="Read"/>.</summary>
    public static InvalidDataException Damaged(string fileName, FormatException reason) =>
        new($"'{fileName}' is not a whole ONNX file: {reason.Message}. Download or copy the file again.", reason);

    /// <summary>Makes a domain's operators known to the graph; nothing where they are.</summary>
    public void Import(string domain, long version)
    {
        if (!domains.Add(domain))
            return;
        var operatorSet = new WireWriter();
        operatorSet.Write(DomainField, domain);
        operatorSet.Write(VersionField, version);
        var field = new WireWriter();
        field.Write(OperatorSetField, operatorSet.Written.Span);
        others.Add(field.Written);
    }

    public byte[] ToArray()
    {
        var graph = Graph.Write();
        var writer = new WireWriter(checked((int)(WireWriter.SizeOf(graph) + others.Sum(other => (long)other.Length))));
        foreach (var other in others)
            writer.WriteRaw(other);
        writer.Write(GraphField, graph.Span);
        return writer.Written.ToArray();
    }

    private static string ReadDomain(ReadOnlyMemory<byte> operatorSet)
    {
        string domain = "";
        var reader = new WireReader(operatorSet);
        while (reader.Read(out var field))
        {
            if (field.Number == DomainField)
                domain = WireReader.ReadString(field);
        }
        return domain;
    }
}
