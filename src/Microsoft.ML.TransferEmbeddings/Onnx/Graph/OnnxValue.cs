namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>An input or output of a graph (ValueInfoProto): a name, with type and shape that nothing here reads.</summary>
internal sealed class OnnxValue
{
    private const int NameField = 1;

    /// <exception cref="FormatException">The message is damaged.</exception>
    public OnnxValue(ReadOnlyMemory<byte> content)
    {
        Content = content;
        var reader = new WireReader(content);
        while (reader.Read(out var field))
        {
            if (field.Number == NameField)
                Name = WireReader.ReadString(field);
        }
    }

    public ReadOnlyMemory<byte> Content { get; }

    public string Name { get; } = "";
}
