namespace Microsoft.ML.TransferEmbeddings.VectorData.Records;

/// <summary>A value that every record of a collection has.</summary>
/// <param name="Name">In the store.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Type">Of its values: float[] for vectors, string[] for lists of texts, never nullable.</param>
internal sealed record Column(string Name, ColumnKind Kind, Type Type)
{
    public bool IsNullable { get; init; }

    /// <summary>Whether filters on it are to be fast.</summary>
    public bool IsIndexed { get; init; }

    /// <summary>Null but for vectors.</summary>
    public VectorColumn? Vector { get; init; }
}
