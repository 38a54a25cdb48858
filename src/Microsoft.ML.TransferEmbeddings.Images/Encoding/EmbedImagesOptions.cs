namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="ImageEmbeddingsCatalog.EmbedImages(TransformsCatalog, string, EmbedImagesOptions)"/>. Immutable.</summary>
public sealed class EmbedImagesOptions : EmbedOptions<ImageInput>
{
}
