using System.Reflection;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Mono.Cecil;

namespace Microsoft.ML.TransferEmbeddings.Tests.MLNet;

/// <summary>An ML.NET that lacks what the package uses is refused by name, before anything else happens.</summary>
public sealed class MLNetVersionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>With another version, run all tests and then add it to <see cref="MLNetVersion.Tested"/>. `.ci/run` says which one it expects.</summary>
    [Fact]
    public void TheseTestsRunOnATestedVersion()
    {
        Assert.Contains(MLNetVersion.Loaded, MLNetVersion.Tested);
        Assert.Equal(Environment.GetEnvironmentVariable("EXPECTED_MLNET") ?? "6.0.0", MLNetVersion.Loaded);
    }

    /// <summary>The check of an untested version must not refuse one that has everything.</summary>
    [Fact]
    public void NothingIsMissing() => Assert.Null(MLNetVersion.FirstMissing(typeof(EmbeddingTransformer).Module));

    /// <summary>A method that is called, and one that our types implement.</summary>
    [Theory]
    [InlineData("Microsoft.ML.SchemaShape", "TryFindColumn")]
    [InlineData("Microsoft.ML.Data.IValueMapper", "GetMapper")]
    public void AVersionThatLacksAMemberIsRefusedByName(string type, string method)
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable([new { Input = "the good text" }]);
        using (var model = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["model"])))
        using (var stage = ml.Transforms.Text.EmbedText("Features", "Input", model).Fit(data))
            ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using (var stream = File.Create(folder["rows.idv"]))
            ml.Data.SaveAsBinary(data, stream);
        string program = WriteProgramOnOtherMLNet(type, method);

        using var process = FreshProcess.StartSample(program, folder["model.zip"], folder["rows.idv"], folder["vectors"]);
        string error = process.WaitForFailure();

        Assert.Contains("NotSupportedException: Microsoft.ML.TransferEmbeddings ", error);
        Assert.Contains("can't run on Microsoft.ML 6.9.0", error);
        Assert.Contains(method, error);
        Assert.Contains("5.0.1 and 6.0.0", error);
        Assert.False(File.Exists(folder["vectors"]));
    }

    /// <summary>FreshProcess beside an ML.NET that calls itself 6.9.0 and has another name for one method.</summary>
    private string WriteProgramOnOtherMLNet(string type, string method)
    {
        // Without the list of dependencies the program takes what lies beside it.
        string[] files =
        [
            "FreshProcess.dll", "FreshProcess.runtimeconfig.json", "Newtonsoft.Json.dll", "System.CodeDom.dll",
            .. Directory.GetFiles(AppContext.BaseDirectory, "Microsoft.ML.*.dll").Select(Path.GetFileName)!,
        ];
        string other = Directory.CreateDirectory(folder["other"]).FullName;
        foreach (string file in files)
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(other, file));
        Change(
            Path.Combine(other, "Microsoft.ML.Core.dll"),
            assembly => assembly.MainModule.GetType(type).Methods.Single(one => one.Name == method).Name = "Renamed");
        Change(Path.Combine(other, "Microsoft.ML.Data.dll"), assembly =>
        {
            var version = assembly.CustomAttributes.Single(one => one.AttributeType.Name == nameof(AssemblyInformationalVersionAttribute));
            version.ConstructorArguments[0] = new CustomAttributeArgument(assembly.MainModule.TypeSystem.String, "6.9.0+abcdef");
        });
        return Path.Combine(other, "FreshProcess.dll");

        static void Change(string file, Action<AssemblyDefinition> change)
        {
            using var stream = new MemoryStream(File.ReadAllBytes(file));
            using var resolver = new DefaultAssemblyResolver();
            resolver.AddSearchDirectory(AppContext.BaseDirectory);
            using var assembly = AssemblyDefinition.ReadAssembly(stream, new ReaderParameters { AssemblyResolver = resolver });
            change(assembly);
            assembly.Write(file);
        }
    }
}
