namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>A format whose files are read together with those beside them, each from a folder of the target's own.</summary>
internal abstract class FuzzFolderTarget(string name) : FuzzTarget(name)
{
    /// <summary>What is written before the next file is read.</summary>
    private FuzzFile? whole;

    public override IReadOnlyList<FuzzFile> Seeds => field ??= CreateSeeds();

    public sealed override void Read(FuzzFile file)
    {
        if (whole is not null && whole.Name != file.Name)
            Write(whole);
        whole = Seeds.First(seed => seed.Name == file.Name);
        Write(file);
        ReadFolder(Folder[file.Name.Split('/')[0]]);
    }

    /// <summary>Kinds that the documentation has for a folder. A file may be all right by itself and not fit the one beside it, or name one that is not there.</summary>
    public override bool IsRefusal(Exception error) =>
        error.Message.Contains(Folder.Root) && (error is FileNotFoundException or DirectoryNotFoundException || (error is InvalidDataException or NotSupportedException
            && Array.Exists(Directory.GetFiles(Folder.Root, "*", SearchOption.AllDirectories), file => error.Message.Contains(Path.GetFileName(file)))));

    /// <summary>Writes whole folders into the target's, and tells which of their files are damaged.</summary>
    /// <returns>Names from the target's folder, such as <c>model/config.json</c>.</returns>
    protected abstract IEnumerable<string> WriteFolders();

    protected abstract void ReadFolder(string folder);

    /// <summary>A fault is of the folder and the file that its own folder is named after: <c>model/model.onnx/what-it-was</c>.</summary>
    protected override string NameOfFault(string resource) => resource[..resource.LastIndexOf('/')];

    private FuzzFile[] CreateSeeds() => [.. WriteFolders().ToArray().Select(file => new FuzzFile(file, File.ReadAllBytes(Folder[file])))];
}
