using System.Runtime.Versioning;
using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite, Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly TemporaryFolder folder = new();

    private string Target => folder["target"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [UnsupportedOSPlatform("windows")]
    [InlineData(OwnerOnly)]
    [InlineData(Everybody)]
    public void PermissionsStayWhateverTheProcesssMask(UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions of Unix");
        File.WriteAllText(Target, "old");
        File.SetUnixFileMode(Target, mode);
        UnixFileMode? whileWritten = null;
        AtomicFile.Write(Target, stream =>
        {
            whileWritten = File.GetUnixFileMode(Directory.GetFiles(folder.Root, "*.partial").Single());
            stream.Write("new"u8);
        });
        Assert.Equal((mode, mode), (whileWritten, File.GetUnixFileMode(Target)));
        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public void FileThatIsNotThereIsMade()
    {
        AtomicFile.Write(Target, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void LinkStaysAndItsTargetIsReplaced()
    {
        Directory.CreateDirectory(folder["elsewhere"]);
        File.WriteAllText(folder["elsewhere/target"], "old");
        File.CreateSymbolicLink(folder["second"], folder["elsewhere/target"]);
        File.CreateSymbolicLink(folder["first"], "second");
        AtomicFile.Write(folder["first"], stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(folder["elsewhere/target"]));
        Assert.Equal("second", new FileInfo(folder["first"]).LinkTarget);
        Assert.Single(Directory.GetFiles(folder["elsewhere"]));

        File.Delete(folder["elsewhere/target"]);
        AtomicFile.Write(folder["first"], stream => stream.Write("again"u8));
        Assert.Equal("again", File.ReadAllText(folder["elsewhere/target"]));
    }

    [Fact]
    public void LinkIsReplacedItselfWhereThatIsAskedFor()
    {
        File.WriteAllText(Target, "old");
        File.CreateSymbolicLink(folder["link"], Target);
        AtomicFile.ReplaceEntry(folder["link"], stream => stream.Write("new"u8));
        Assert.Equal(("old", "new", null), (File.ReadAllText(Target), File.ReadAllText(folder["link"]), new FileInfo(folder["link"]).LinkTarget));
    }

    [Theory]
    [InlineData("target")]
    [InlineData("link")]
    public void WriteThatFailsLeavesEverythingAsItWas(string name)
    {
        File.WriteAllText(Target, "old");
        File.CreateSymbolicLink(folder["link"], Target);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder[name], stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Equal(2, Directory.GetFiles(folder.Root).Length);
    }
}
