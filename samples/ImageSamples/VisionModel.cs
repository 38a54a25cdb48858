using Microsoft.ML.TransferEmbeddings;

namespace ImageSamples;

/// <summary>A network that a command line names.</summary>
internal static class VisionModel
{
    public const string Usage = """
          MODEL           a pretrained vision network: a folder with an ONNX graph and preprocessor_config.json
                          (or timm's config.json), an ONNX file with such a file beside it, or the name of a
                          repository on the Hugging Face Hub, which is downloaded once: Xenova/resnet-18
        """;

    public static async Task<ImageEmbeddingModel> OpenAsync(string name, ImageEmbeddingModelOptions? options = null) =>
        Directory.Exists(name) ? ImageEmbeddingModel.FromDirectory(name, options)
        : File.Exists(name) || name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? ImageEmbeddingModel.FromOnnx(name, options)
        : await ImageEmbeddingModel.FromHubAsync(name, new HubModelOptions(), options);
}
