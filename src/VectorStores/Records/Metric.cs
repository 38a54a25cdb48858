namespace Microsoft.ML.TransferEmbeddings.VectorData.Records;

/// <summary>What is measured between two vectors, as a distance: smaller is nearer.</summary>
internal enum Metric
{
    /// <summary>1 - cosine.</summary>
    Cosine,

    /// <summary>-1 · dot product.</summary>
    DotProduct,

    /// <summary>Length of the difference.</summary>
    Euclidean,
}
