using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Vectors.Encoders;

namespace Microsoft.ML.TransferEmbeddings.Persistence;

/// <summary>The kinds of encoder that a model zip may name.</summary>
internal static class EncoderKinds
{
    private static readonly Dictionary<string, Func<JsonObject, IReadOnlyList<ModelPart>, EncoderDefinition>> Known = new()
    {
        [OnnxTextDefinition.KindName] = OnnxTextDefinition.Restore,
        [StaticTextDefinition.KindName] = StaticTextDefinition.Restore,
        [WordTextDefinition.KindName] = WordTextDefinition.Restore,
        [WordVectorDefinition.KindName] = WordVectorDefinition.Restore,
        [KeyVectorDefinition.KindName] = KeyVectorDefinition.Restore,
    };

    public static EncoderDefinition Restore(string kind, JsonObject settings, IReadOnlyList<ModelPart> parts) =>
        Known.TryGetValue(kind, out var restore)
            ? restore(settings, parts).Shared()
            : throw new NotSupportedException(
                $"The model zip holds an encoder of kind '{kind}'; this version of Microsoft.ML.TransferEmbeddings knows {string.Join(", ", Known.Keys)}. Update the package.");
}
