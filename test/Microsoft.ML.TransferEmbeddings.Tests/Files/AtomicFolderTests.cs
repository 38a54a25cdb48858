using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings.Tests.Files;

public sealed class AtomicFolderTests : IDisposable
{
    private const string Last = "weights";

    private static readonly string[] Names = ["config", "tokens", Last];

    private readonly TemporaryFolder folder = new();

    private string Model => folder["models/model"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NewFolderIsMadeWithItsParents()
    {
        AtomicFolder.Write(Model, Last, WriteAll("new"));
        Assert.Equal(["config=new", "tokens=new", "weights=new"], Contents(Model));
        Assert.Equal([Model], Directory.GetFileSystemEntries(folder["models"]));
    }

    [Fact]
    public void FilesOfAFolderThatIsThereAreReplacedAndOthersStay()
    {
        AtomicFolder.Write(Model, Last, WriteAll("old"));
        File.WriteAllText(Path.Combine(Model, "notes"), "mine");
        File.CreateSymbolicLink(folder["link"], Model);
        // A folder may be named with its separator, or by a link.
        AtomicFolder.Write(Model + Path.DirectorySeparatorChar, Last, WriteAll("new"));
        Assert.Equal(["config=new", "notes=mine", "tokens=new", "weights=new"], Contents(Model));
        AtomicFolder.Write(folder["link"], Last, WriteAll("newer"));
        Assert.Equal(["config=newer", "notes=mine", "tokens=newer", "weights=newer"], Contents(Model));
        Assert.Equal([Model], Directory.GetFileSystemEntries(folder["models"]));
        Assert.NotNull(new DirectoryInfo(folder["link"]).LinkTarget);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WriteThatFailsLeavesWhatWasThere(bool isThere)
    {
        if (isThere)
            AtomicFolder.Write(Model, Last, WriteAll("old"));
        Assert.Throws<IOException>(() => AtomicFolder.Write(Model, Last, path =>
        {
            WriteAll("new")(path);
            throw new IOException("the disk is full");
        }));
        Assert.Equal(isThere ? ["config=old", "tokens=old", "weights=old"] : [], Contents(Model));
        Assert.Equal(isThere ? [Model] : [], Directory.GetFileSystemEntries(folder["models"]));
    }

    /// <summary>A folder lies where a file is to go: some files have been moved by then.</summary>
    [Theory]
    [InlineData("config")]
    [InlineData("tokens")]
    [InlineData(Last)]
    public void MoveThatFailsIsUndone(string inTheWay)
    {
        AtomicFolder.Write(Model, Last, WriteAll("old"));
        File.Delete(Path.Combine(Model, inTheWay));
        Directory.CreateDirectory(Path.Combine(Model, inTheWay));
        Assert.ThrowsAny<Exception>(() => AtomicFolder.Write(Model, Last, WriteAll("new")));
        Assert.Equal(Names.Except([inTheWay]).Select(name => $"{name}=old"), Contents(Model));
        Assert.Equal(3, Directory.GetFileSystemEntries(Model).Length);
    }

    private static Action<string> WriteAll(string content) => path => Array.ForEach(Names, name => File.WriteAllText(Path.Combine(path, name), content));

    private static string[] Contents(string path) => Directory.Exists(path)
        ? [.. Directory.GetFiles(path).Select(file => $"{Path.GetFileName(file)}={File.ReadAllText(file)}").Order(StringComparer.Ordinal)]
        : [];
}
