using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;

namespace Microsoft.ML.TransferEmbeddings.Text.Folders;

/// <summary>The model in this assembly's resources.</summary>
internal static class EmbeddedModel
{
    private const string Name = "minilm-static";

    private static readonly string[] Files = ["model.safetensors", "tokenizer.json"];

    /// <summary>A folder's name has no '/', and a repository's comes with a revision: this reference is like no other.</summary>
    public static ModelReference Reference { get; } = new($"Microsoft.ML.TransferEmbeddings/{Name}", revision: null, Files);

    public static bool Is(ModelReference reference) => reference.Name == Reference.Name && reference.Revision is null && reference.Paths.SequenceEqual(Files);

    public static TextModelSource Load()
    {
        var vector = new VectorSettings([new VectorModuleSettings(VectorModuleSettings.Normalize)], Dimensions: null, Normalize: false);
        var settings = new StaticTextSettings(StaticTextDefinition.DefaultMaxTokens, vector);
        var definition = StaticTextDefinition.Create(new ModelFiles(Files.Select(ReadPart)), settings, source: "the embedded model");
        return new TextModelSource(definition) { Reference = Reference, License = "apache-2.0" };
    }

    public static ModelPart ReadPart(string name)
    {
        using var stream = typeof(EmbeddedModel).Assembly.GetManifestResourceStream($"{Name}/{name}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new ModelPart(name, content);
    }
}
