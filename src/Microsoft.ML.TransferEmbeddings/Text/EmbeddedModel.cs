using Microsoft.ML.TransferEmbeddings.Persistence;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>The model in this assembly's resources.</summary>
internal static class EmbeddedModel
{
    public static EncoderDefinition Load() =>
        StaticTextDefinition.Create(
            ReadPart("model.safetensors"), ReadPart("tokenizer.json"), maxTokens: StaticTextDefinition.DefaultMaxTokens, normalize: true, source: "the embedded model");

    private static ModelPart ReadPart(string name)
    {
        using var stream = typeof(EmbeddedModel).Assembly.GetManifestResourceStream($"minilm-static-256/{name}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new ModelPart(name, content);
    }
}
