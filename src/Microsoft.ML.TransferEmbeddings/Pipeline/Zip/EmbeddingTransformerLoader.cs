using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

[assembly: LoadableClass(typeof(EmbeddingTransformer), typeof(EmbeddingTransformerLoader), null, typeof(SignatureLoadModel),
    "Pretrained embedding", EmbeddingTransformerLoader.Signature)]

namespace Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

/// <summary>What ML.NET calls when it finds an embedding stage in a model zip.</summary>
internal static class EmbeddingTransformerLoader
{
    /// <summary>ML.NET allows 24 characters.</summary>
    public const string Signature = "TransferEmbedding";

    public static ZipLoader Loader { get; } = new(typeof(EmbeddingTransformerLoader).Assembly, Signature);

    public static EmbeddingTransformer Load(IHostEnvironment env, ModelLoadContext ctx, ZipLoader loader, EncoderKinds kinds)
    {
        var (manifest, parts, reference) = EmbeddingModelZip.Read(ctx, loader);
        var definition = kinds.Restore(manifest.Encoder, manifest.Settings, parts);
        return new EmbeddingTransformer(env, manifest.OutputColumn, manifest.InputColumn, definition, manifest.SlotNames, execution: null, reference);
    }

    private static EmbeddingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => Load(env, ctx, Loader, EncoderKinds.OfThisPackage);
}
