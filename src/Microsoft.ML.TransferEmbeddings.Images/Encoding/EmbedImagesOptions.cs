namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="ImageEmbeddingsCatalog.EmbedImages(TransformsCatalog, string, EmbedImagesOptions)"/>.</summary>
public sealed class EmbedImagesOptions : EmbedOptions<ImageInput>
{
}
