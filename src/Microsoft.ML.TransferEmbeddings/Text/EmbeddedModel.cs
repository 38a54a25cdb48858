using Microsoft.ML.TransferEmbeddings.Persistence;
using Microsoft.ML.TransferEmbeddings.Text.Modules;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>The model in this assembly's resources.</summary>
internal static class EmbeddedModel
{
    public static TextModelSource Load()
    {
        var vector = new VectorSettings([new VectorModuleSettings(VectorModuleSettings.Normalize)], Dimensions: null, Normalize: false);
        var settings = new StaticTextSettings(StaticTextDefinition.DefaultMaxTokens, vector);
        var definition = StaticTextDefinition.Create([ReadPart("model.safetensors"), ReadPart("tokenizer.json")], settings, source: "the embedded model");
        return new TextModelSource(definition) { License = "apache-2.0" };
    }

    private static ModelPart ReadPart(string name)
    {
        using var stream = typeof(EmbeddedModel).Assembly.GetManifestResourceStream($"minilm-static-256/{name}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new ModelPart(name, content);
    }
}
