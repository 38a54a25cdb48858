
namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>The model in this assembly's resources: files by their names.</summary>
internal static class PackagedModel
{
    private const string Name = "minilm-static";

    private static readonly string[] Files = ["model.safetensors", "tokenizer.json"];

    /// <summary>A folder's name has no '/', and a repository's comes with a revision: this reference is like no other.</summary>
    public static ModelReference Reference { get; } = new($"Microsoft.ML.TransferEmbeddings/{Name}", revision: null, Files);

    public static bool Is(ModelReference reference) => reference.Name == Reference.Name && reference.Revision is null && reference.Paths.SequenceEqual(Files);

    public static IReadOnlyList<ModelFile> ReadParts() => [.. Files.Select(ReadFile)];

    private static ModelFile ReadFile(string name)
    {
        using var stream = typeof(PackagedModel).Assembly.GetManifestResourceStream($"{Name}/{name}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new ModelFile(name, content);
    }
}
