namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Ways to learn a map from one space to another.</summary>
public enum EmbeddingMapMethod
{
    /// <summary>Ridge regression: any linear map. The default.</summary>
    Ridge,

    /// <summary>A rotation, one scale and a shift (orthogonal Procrustes): for few pairs, and spaces that are alike.</summary>
    Procrustes,
}
