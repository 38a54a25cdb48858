namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="TransferEmbeddingsCatalog.EmbedText(TransformsCatalog.TextTransforms, string, EmbedTextOptions)"/>. Immutable.</summary>
public sealed class EmbedTextOptions : EmbeddingStageOptions
{
    /// <summary>The encoder, which stays the caller's; null, the default, for <see cref="TextEmbeddingModel.Default"/>.</summary>
    public TextEmbeddingModel? Model { get; init; }
}
