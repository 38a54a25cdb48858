using ImageSamples;

namespace ImageSimilarity;

/// <summary>A file and its vector.</summary>
internal sealed class Picture
{
    public string Path { get; set; } = "";

    public float[] Vector { get; set; } = [];

    /// <summary>The folder's name.</summary>
    public string Kind => new FileInfo(Path).Directory!.Name;

    /// <summary>Cut to a sheet's margin.</summary>
    public string Name => $"{Kind}/{System.IO.Path.GetFileName(Path)}" is { Length: > 22 } name ? $"{name[..21]}…" : $"{Kind}/{System.IO.Path.GetFileName(Path)}";

    public Tile ToTile(string caption, string colour) => new(File.ReadAllBytes(Path), caption, colour);
}
