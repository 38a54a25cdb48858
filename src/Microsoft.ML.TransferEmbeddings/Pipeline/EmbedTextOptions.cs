namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="TransferEmbeddingsCatalog.EmbedText(TransformsCatalog.TextTransforms, string, EmbedTextOptions)"/>.</summary>
public sealed class EmbedTextOptions : EmbeddingStageOptions
{
    /// <summary>The encoder; null, the default, for the one inside this package.</summary>
    public TextEmbeddingModel? Model { get; init; }
}
