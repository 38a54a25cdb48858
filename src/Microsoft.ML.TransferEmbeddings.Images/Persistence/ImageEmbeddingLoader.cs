using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Images;
using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

[assembly: LoadableClass(typeof(EmbeddingTransformer), typeof(ImageEmbeddingLoader), null, typeof(SignatureLoadModel),
    "Pretrained image embedding", ImageEmbeddingLoader.Signature)]

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>What ML.NET calls when it finds an image stage in a model zip, which names this assembly.</summary>
internal static class ImageEmbeddingLoader
{
    /// <summary>ML.NET allows 24 characters.</summary>
    public const string Signature = "TransferImageEmbedding";

    public static ZipLoader Loader { get; } = new(typeof(ImageEmbeddingLoader).Assembly, Signature);

    private static readonly EncoderKinds Kinds = new("Microsoft.ML.TransferEmbeddings.Images") { [OnnxImageDefinition.KindName] = OnnxImageDefinition.Restore };

    private static EmbeddingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => EmbeddingTransformerLoader.Load(env, ctx, Loader, Kinds);
}
