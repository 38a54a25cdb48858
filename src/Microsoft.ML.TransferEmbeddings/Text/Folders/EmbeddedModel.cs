using Microsoft.ML.TransferEmbeddings.Store;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;

namespace Microsoft.ML.TransferEmbeddings.Text.Folders;

/// <summary>The model inside this package.</summary>
internal static class EmbeddedModel
{
    public static TextModelSource Load()
    {
        var vector = new VectorSettings([new VectorModuleSettings(VectorModuleSettings.Normalize)], Dimensions: null, Normalize: false);
        var settings = new StaticTextSettings(StaticTextDefinition.DefaultMaxTokens, vector);
        var definition = StaticTextDefinition.Create(new ModelFiles(PackagedModel.ReadParts()), settings, source: "the embedded model");
        return new TextModelSource(definition) { Reference = PackagedModel.Reference, License = "apache-2.0" };
    }
}
