using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>
/// A sample that is one file, compiled once and run in processes of its own. It stands beside the tests and has what they have: that is much quicker than
/// <c>dotnet run</c>, which one test tries.
/// </summary>
internal static class FileBasedSample
{
    private const string ProjectDirective = "#:project ";

    private static readonly CSharpParseOptions ParseOptions =
        new CSharpParseOptions(LanguageVersion.CSharp14).WithFeatures([KeyValuePair.Create("FileBasedProgram", "true")]);

    private static readonly SyntaxTree ImplicitUsings = CSharpSyntaxTree.ParseText(
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """,
        ParseOptions);

    /// <summary>An assembly was built with an older version of another: no build with the SDK says so.</summary>
    private static readonly KeyValuePair<string, ReportDiagnostic>[] OffInTheSdk =
        [KeyValuePair.Create("CS1701", ReportDiagnostic.Suppress), KeyValuePair.Create("CS1702", ReportDiagnostic.Suppress)];

    private static readonly Dictionary<string, string> Compiled = [];

    public static string Folder { get; } = Path.Combine(Repository.Root, "samples");

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    /// <summary>Runs it to its end, which must be a good one.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(string name, params string[] arguments)
    {
        lock (Compiled)
        {
            if (!Compiled.ContainsKey(name))
                Compiled[name] = Compile(name);
        }
        return FreshProcess.RunSample(Compiled[name], arguments);
    }

    private static string Compile(string name)
    {
        string file = Path.Combine(Folder, $"{name}.cs"), source = File.ReadAllText(file);
        foreach (string line in source.Split('\n').Where(line => line.StartsWith(ProjectDirective, StringComparison.Ordinal)))
            Assert.Single(Directory.GetFiles(Path.Combine(Folder, line[ProjectDirective.Length..].Trim()), "*.csproj"));

        string assembly = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path != typeof(FileBasedSample).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            name, [ImplicitUsings, CSharpSyntaxTree.ParseText(source, ParseOptions, file)], references,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, specificDiagnosticOptions: OffInTheSdk));
        using (var stream = File.Create(assembly))
            Assert.Empty(compilation.Emit(stream).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        WriteSettings(name);
        return Path.GetFileName(assembly);
    }

    /// <summary>What the host reads: the packages are the tests', and the folder of the source is that of the sample.</summary>
    private static void WriteSettings(string name)
    {
        string tests = Path.ChangeExtension(typeof(FileBasedSample).Assembly.Location, null), sample = Path.Combine(AppContext.BaseDirectory, name);
        File.Copy($"{tests}.deps.json", $"{sample}.deps.json", overwrite: true);
        var settings = JsonNode.Parse(File.ReadAllText($"{tests}.runtimeconfig.json"))!;
        settings["runtimeOptions"]!["configProperties"]!["EntryPointFileDirectoryPath"] = Folder;
        File.WriteAllText($"{sample}.runtimeconfig.json", settings.ToJsonString());
    }
}
