
namespace Microsoft.ML.TransferEmbeddings.Tests.MLNet;

/// <summary>build/mlnet-internals.txt is what the packages use of ML.NET's internals, and the ML.NET beside the tests has all of it.</summary>
public sealed class BoundInternalsTests
{
    private static readonly string[] Listed = File.ReadAllLines(Path.Combine(Repository.Root, "build", "mlnet-internals.txt"));

    /// <summary>The scan itself fails where something that is used is not there.</summary>
    [Fact]
    public void TheListIsWhatTheCoreUses()
    {
        var used = UsedBy("Microsoft.ML.TransferEmbeddings");
        Assert.True(
            used.SequenceEqual(Listed),
            $"""
            build/mlnet-internals.txt is not what the core uses. To write it again: dotnet build src/Microsoft.ML.TransferEmbeddings -t:WriteMLNetInternals
            Used and not listed:
            {string.Join('\n', used.Except(Listed))}
            Listed and not used:
            {string.Join('\n', Listed.Except(used))}
            """);
    }

    [Theory]
    [InlineData("Microsoft.ML.TransferEmbeddings.AI")]
    [InlineData("Microsoft.ML.TransferEmbeddings.Images")]
    public void OtherPackagesUseNothingElse(string package) => Assert.Empty(UsedBy(package).Except(Listed));

    /// <summary>One of each sort: an attribute of the assembly, what it names, a constructor, a field, a method, what an interface asks for.</summary>
    [Theory]
    [InlineData("Microsoft.ML.Core Microsoft.ML.LoadableClassAttribute")]
    [InlineData("Microsoft.ML.Core Microsoft.ML.SignatureLoadModel")]
    [InlineData("Microsoft.ML.Data Microsoft.ML.TransformsCatalog::.ctor(Microsoft.ML.Runtime.IHostEnvironment) : System.Void")]
    [InlineData("Microsoft.ML.Core Microsoft.ML.ModelLoadContext::Reader : System.IO.BinaryReader")]
    [InlineData("Microsoft.ML.Core Microsoft.ML.ModelLoadContext::CheckAtModel(Microsoft.ML.VersionInfo) : System.Void")]
    [InlineData("Microsoft.ML.Core Microsoft.ML.Data.IValueMapper::GetMapper() : Microsoft.ML.Data.ValueMapper`2<TSrc,TDst>")]
    public void TheListHas(string line) => Assert.Contains(line, Listed);

    private static IReadOnlyList<string> UsedBy(string assembly) =>
        BoundInternals.Of(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"), [AppContext.BaseDirectory]);
}
