namespace ImageSimilarity;

/// <summary>A file and its vector.</summary>
internal sealed class Picture
{
    public string Path { get; set; } = "";

    public float[] Vector { get; set; } = [];

    /// <summary>The folder's name.</summary>
    public string Kind => new FileInfo(Path).Directory!.Name;
}
