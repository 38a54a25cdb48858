
namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>
/// Which folders of a repository modules.json names. What is wrong with the file, the reader of the model says: here it is as if it said nothing more.
/// </summary>
internal sealed class HubModules
{
    private HubModules()
    {
    }

    /// <summary>Of a repository without the file.</summary>
    public static HubModules None { get; } = new();

    /// <summary>The encoder's folder; empty for the repository itself.</summary>
    public string Encoder { get; private set; } = "";

    /// <summary>Whether the encoder is a table of token vectors.</summary>
    public bool IsStatic { get; private set; }

    /// <summary>The folders of modules that their config.json describes.</summary>
    public List<string> Described { get; } = [];

    /// <summary>The folders of modules that have weights.</summary>
    public List<string> Weighted { get; } = [];

    /// <param name="snapshotFolder">The folder with the repository's files.</param>
    public static HubModules Read(string snapshotFolder)
    {
        var modules = new HubModules();
        if (!Directory.Exists(snapshotFolder))
            return modules;
        try
        {
            bool isFirst = true;
            foreach (var module in new ModelFolder(snapshotFolder).ReadJson("modules.json").Items())
            {
                modules.Add((module.Text("type") ?? "").Split('.')[^1], module.Text("path") ?? "", isFirst);
                isFirst = false;
            }
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
        }
        return modules;
    }

    private void Add(string type, string path, bool isEncoder)
    {
        if (isEncoder)
            IsStatic = type == "StaticEmbedding";
        if (path == "." || !HubNames.IsInside(path))
            return;
        if (isEncoder)
            Encoder = path;
        if (type is "Pooling" or "Dense")
            Described.Add(path);
        if (type is "Dense" or "LayerNorm")
            Weighted.Add(path);
    }
}
