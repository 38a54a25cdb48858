namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A pretrained pair of encoders, one of texts and one of images, whose vectors lie in one space (CLIP, SigLIP and their like): the cosine of a text and an image says how well
/// the one describes the other.
/// </summary>
/// <remarks>Thread-safe. <see cref="Dispose"/> frees both encoders; pipelines made with them keep theirs.</remarks>
/// <example>
/// <code>
/// using var clip = DualEncoder.FromDirectory("clip-model");
/// float[] image = clip.Images.EmbedFile("photo.jpg"), text = clip.Texts.Embed("a photo");
/// Console.WriteLine(image.Length == text.Length); // prints True
/// </code>
/// </example>
public sealed class DualEncoder : IDisposable
{
    private static readonly string[] TextGraphs = ["onnx/text_model.onnx", "text_model.onnx"];

    private DualEncoder(TextEmbeddingModel texts, ImageEmbeddingModel images)
    {
        Texts = texts;
        Images = images;
    }

    /// <summary>The encoder of texts. Its vectors have length 1.</summary>
    public TextEmbeddingModel Texts { get; }

    /// <summary>The encoder of images. Its vectors have length 1.</summary>
    public ImageEmbeddingModel Images { get; }

    /// <summary>Length of the vectors of both.</summary>
    public int Dimension => Texts.Dimension;

    /// <summary>
    /// Reads a model folder as it is on the Hugging Face Hub: <c>text_model.onnx</c> and <c>vision_model.onnx</c>, or one graph with the inputs <c>input_ids</c> and
    /// <c>pixel_values</c> and the outputs <c>text_embeds</c> and <c>image_embeds</c>; with <c>preprocessor_config.json</c> and a tokenizer. Opens both encoders.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <returns>The encoders, which the caller disposes of.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a file that one of the encoders needs.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, the message names it; or the encoders' vectors have different lengths.</exception>
    /// <exception cref="NotSupportedException">A model needs something that this version does not support; the message names it.</exception>
    public static DualEncoder FromDirectory(string directory)
    {
        var folder = new ModelFolder(directory);
        var texts = TextEmbeddingModel.FromDirectory(directory, new TextEmbeddingModelOptions { GraphFile = folder.FirstOf(TextGraphs), Normalize = true });
        ImageEmbeddingModel? images = null;
        try
        {
            images = ImageEmbeddingModel.FromDirectory(directory, new ImageEmbeddingModelOptions { Normalize = true });
            if (texts.Dimension != images.Dimension)
            {
                throw new InvalidDataException(
                    $"The folder '{directory}' has an encoder of texts with {texts.Dimension} dimensions and one of images with {images.Dimension}: they share no space. " +
                    "Export the encoders with their projections (outputs text_embeds and image_embeds).");
            }
            return new DualEncoder(texts, images);
        }
        catch
        {
            texts.Dispose();
            images?.Dispose();
            throw;
        }
    }

    /// <summary>Frees both encoders.</summary>
    public void Dispose()
    {
        Texts.Dispose();
        Images.Dispose();
    }
}
