using Microsoft.ML.TransferEmbeddings.Folders;

namespace Microsoft.ML.TransferEmbeddings.Text.StaticText;

/// <summary>A vector a token id. Thread-safe.</summary>
internal abstract class TokenTable(int count, int dimension)
{
    /// <summary>Model2Vec's name, and sentence-transformers' in a StaticEmbedding module.</summary>
    private const string Model2VecTable = "embeddings", SentenceTransformersTable = "embedding.weight";

    private const string Mapping = "mapping", Weights = "weights";

    /// <summary>Ids that have a vector: 0 to Count - 1.</summary>
    public int Count { get; } = count;

    public int Dimension { get; } = dimension;

    /// <summary>The type of the values, as safetensors names it.</summary>
    public abstract string ElementType { get; }

    /// <summary>Adds the vector of every id to <paramref name="sum"/>.</summary>
    public abstract void AddRows(ReadOnlySpan<int> ids, Span<float> sum);

    /// <summary>Adds the vector of an id times a number to <paramref name="sum"/>.</summary>
    public abstract void AddRow(int id, float weight, Span<float> sum);

    public static TokenTable Read(ModelFile weights, string fileName)
    {
        var tensors = SafetensorsFile.Read(weights.Content, fileName);
        if (tensors.TryGetValue(Int4TokenTable.ValuesName, out var compact) && compact.Shape is [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue / 2])
            return new Int4TokenTable(compact, tensors.GetValueOrDefault(Int4TokenTable.ScalesName), fileName);
        if (!tensors.TryGetValue(Model2VecTable, out var tensor))
            tensors.TryGetValue(SentenceTransformersTable, out tensor);
        if (tensor?.Shape is not [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue])
            throw new InvalidDataException($"'{fileName}' holds no table '{Model2VecTable}' or '{SentenceTransformersTable}' of token vectors; it has {string.Join(", ", tensors.Keys.Take(5))}{(tensors.Count > 5 ? " …" : "")}. A Model2Vec model has one; a transformer network needs an ONNX graph beside it, as 'optimum-cli export onnx' writes it.");
        if (tensors.Keys.FirstOrDefault(name => name != tensor.Name && name is not (Mapping or Weights)) is { } other)
            throw new NotSupportedException($"'{fileName}' holds '{other}' beside the token vectors, which this version does not read. Use a model without it.");

        int count = (int)tensor.Shape[0], dimension = (int)tensor.Shape[1];
        TokenTable rows = tensor.ElementType switch
        {
            "F32" => new SingleTokenTable(tensor.Data, count, dimension),
            "F16" => new HalfTokenTable(tensor.Data, count, dimension),
            "BF16" => new BFloat16TokenTable(tensor.Data, count, dimension),
            "I8" => new SByteTokenTable(tensor.Data, count, dimension),
            _ => throw new NotSupportedException($"'{fileName}' has token vectors of type {tensor.ElementType}; F32, F16, BF16 and I8 are known. Convert the model."),
        };
        var mapping = tensors.GetValueOrDefault(Mapping)?.ToIntegers(fileName);
        var factors = tensors.GetValueOrDefault(Weights)?.ToSingles(fileName);
        return mapping is null && factors is null ? rows : new MappedTokenTable(rows, mapping, factors, fileName);
    }
}
