using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

/// <summary>The kinds of encoder that a model zip may name, and how each is made from it.</summary>
/// <param name="package">The package that knows them.</param>
internal sealed class EncoderKinds(string package) : Dictionary<string, Func<JsonObject, IReadOnlyList<ModelPart>, EncoderDefinition>>
{
    public static EncoderKinds OfThisPackage { get; } = new("Microsoft.ML.TransferEmbeddings")
    {
        [OnnxTextDefinition.KindName] = OnnxTextDefinition.Restore,
        [StaticTextDefinition.KindName] = StaticTextDefinition.Restore,
        [WordTextDefinition.KindName] = WordTextDefinition.Restore,
        [WordVectorDefinition.KindName] = WordVectorDefinition.Restore,
        [KeyVectorDefinition.KindName] = KeyVectorDefinition.Restore,
    };

    public EncoderDefinition Restore(string kind, JsonObject settings, IReadOnlyList<ModelPart> parts) =>
        TryGetValue(kind, out var restore)
            ? restore(settings, parts).Shared()
            : throw new NotSupportedException($"The model zip holds an encoder of kind '{kind}'; this version of {package} knows {string.Join(", ", Keys)}. Update the package.");
}
