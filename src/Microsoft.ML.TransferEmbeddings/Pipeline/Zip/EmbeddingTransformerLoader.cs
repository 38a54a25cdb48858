using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

[assembly: LoadableClass(typeof(EmbeddingTransformer), typeof(EmbeddingTransformerLoader), null, typeof(SignatureLoadModel),
    "Pretrained embedding", EmbeddingTransformerLoader.Signature)]

namespace Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

/// <summary>What ML.NET calls when it finds an embedding stage in a model zip, whatever its kind of encoder.</summary>
internal static class EmbeddingTransformerLoader
{
    /// <summary>ML.NET allows 24 characters.</summary>
    public const string Signature = "TransferEmbedding";

    private static EmbeddingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var (definition, settings) = EmbeddingModelZip.Read(env, ctx);
        return new EmbeddingTransformer(env, definition, settings);
    }
}
