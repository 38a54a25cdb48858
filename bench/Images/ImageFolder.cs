namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>The pictures of a folder and the folders in it.</summary>
internal sealed class ImageFolder
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    public ImageFolder(string root)
    {
        Root = Path.GetFullPath(root);
        if (!Directory.Exists(Root))
            throw new ArgumentException($"There is no folder '{Root}'.");
        Paths = [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        if (Paths.Count == 0)
            throw new ArgumentException($"The folder '{Root}' holds no picture ({string.Join(", ", Extensions)}).");
    }

    public string Root { get; }

    public IReadOnlyList<string> Paths { get; }
}
