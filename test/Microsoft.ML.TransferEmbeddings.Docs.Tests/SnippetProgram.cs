using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.Docs;

/// <summary>A snippet as a program of its own, in the surroundings of <c>Prelude.txt</c>.</summary>
internal static class SnippetProgram
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private static readonly SyntaxTree Prelude = CSharpSyntaxTree.ParseText(ReadPrelude(), ParseOptions, "Prelude.txt");

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => path != typeof(SnippetProgram).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Fails, with the lines of the page, where the compiler has an error or a warning.</summary>
    public static byte[] Compile(string page, Snippet snippet)
    {
        var code = CSharpSyntaxTree.ParseText($"#line {snippet.Line} \"{page}\"\n{AsStatement(snippet.Code)}\n", ParseOptions);
        var compilation = CSharpCompilation.Create(
            $"Snippet{Guid.NewGuid():N}",
            [Prelude, code],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        var problems = compilation.Emit(assembly).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        string text = string.Join('\n', problems.Select(problem => $"{page}({problem.Location.GetMappedLineSpan().StartLinePosition.Line + 1}): {problem.Id} {problem.GetMessage()}"));
        Assert.True(text.Length == 0, $"{text}\n\n{snippet.Code}");
        return assembly.ToArray();
    }

    /// <summary>Runs a compiled snippet in this process.</summary>
    /// <returns>The lines that it wrote to the console.</returns>
    public static async Task<string[]> RunAsync(byte[] assembly)
    {
        var context = new AssemblyLoadContext("snippet", isCollectible: true);
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            using var stream = new MemoryStream(assembly);
            var main = context.LoadFromStream(stream).EntryPoint!;
            await Task.Run(() => main.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [Array.Empty<string>()], culture: null)).WaitAsync(Timeout);
        }
        finally
        {
            Console.SetOut(console);
            context.Unload();
        }
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>A page may show an expression alone, as the argument that it is somewhere else, and a table a statement without its end.</summary>
    private static string AsStatement(string code) =>
        CSharpSyntaxTree.ParseText(code + ";", ParseOptions).GetDiagnostics().Any() ? code : code + ";";

    private static string ReadPrelude() => File.ReadAllText(Path.Combine(Repository.Root, "test/Microsoft.ML.TransferEmbeddings.Docs.Tests/Prelude.txt"));
}
