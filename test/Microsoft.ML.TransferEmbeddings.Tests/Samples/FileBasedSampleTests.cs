using Microsoft.ML.TransferEmbeddings.Tests.Packaging;

namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>What holds for every sample that is one file.</summary>
public class FileBasedSampleTests
{
    public static TheoryData<string> Names => [.. FileBasedSample.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void HelpIsALine(string name) => Assert.StartsWith($"{name}.cs", FileBasedSample.Run(name, "--help"));

    /// <summary>The SDK understands the directives: one sample as a user runs it.</summary>
    [Fact]
    public async Task DotNetRunTakesTheFile()
    {
        string output = await DotNet.RunAsync(Repository.Root, "run", "-c", Repository.Configuration, "--disable-build-servers", "samples/WordAnalogies.cs");
        Assert.Contains("king - man + woman = queen", output);
    }
}
