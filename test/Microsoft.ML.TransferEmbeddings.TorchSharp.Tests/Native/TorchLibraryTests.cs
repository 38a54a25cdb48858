using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>PyTorch in this very process, whatever libstdc++ the system has.</summary>
public class TorchLibraryTests
{
    [Fact]
    public void PyTorchLoadsAndAGradientIsComputed()
    {
        TorchLibrary.Require();
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor(new[] { 1f, 2f, 3f }, requires_grad: true);
        x.square().sum().backward();
        Assert.Equal([2f, 4f, 6f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void TheVersionIsTheOneThatTorchSharpWants()
    {
        TorchLibrary.Require();
        Assert.StartsWith($"{TorchLibrary.PackageVersion}.", torch.__version__);
    }

    [Fact]
    public void AMissingLibraryIsAnErrorThatNamesItsPackage()
    {
        using var folder = new TemporaryFolder();
        string message = Assert.Throws<DllNotFoundException>(() => TorchLibrary.Locate([folder.Root])).Message;
        Assert.Contains($"Add the package libtorch-cpu-{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-", message);
        Assert.Contains($"version {TorchLibrary.PackageVersion}", message);
        Assert.Contains(folder.Root, message);
    }

    [Fact]
    public void APrivateCopyIsWrittenOnceAndAgainWhereItIsDamaged()
    {
        using var folder = new TemporaryFolder();
        string path = PrivateCopy.Write([1, 2, 3], "copy.so", folder["cache"]);
        var written = File.GetLastWriteTimeUtc(path);
        Assert.Equal(path, PrivateCopy.Write([1, 2, 3], "copy.so", folder["cache"]));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        File.WriteAllBytes(path, [1, 2]);
        PrivateCopy.Write([1, 2, 3], "copy.so", folder["cache"]);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder["cache"]));
    }
}
