using Microsoft.ML.TransferEmbeddings.Tests.Images;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Docs;

/// <summary>Every C# block of the documentation and every example in a comment compiles and runs. One after another, in a process that has no other tests of the library: a snippet's files are in the current directory, and it prints to the console.</summary>
public sealed class SnippetTests : IDisposable
{
    private const string Readme = "README.md";

    /// <summary>A line that writes to the console may say what: the test compares.</summary>
    private const string Prints = "// prints ";

    private readonly string previousFolder = Directory.GetCurrentDirectory();
    private readonly string folder = Directory.CreateTempSubdirectory("transfer-embeddings-docs-").FullName;

    public SnippetTests()
    {
        CopyStaticModel();
        WriteImages();
        File.Copy(Path.Combine(Repository.Root, "samples/data/glove/glove.6B.50d.3k.txt.gz"), Path.Combine(folder, "glove.6B.50d.txt.gz"));
        Directory.SetCurrentDirectory(folder);
    }

    public static TheoryData<string> Pages { get; } =
        [Readme, .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Examples { get; } = [.. XmlDocumentation.All.SelectMany(documentation => documentation.Examples).Select(example => example.Member).Distinct()];

    public void Dispose()
    {
        Directory.SetCurrentDirectory(previousFolder);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void TheReadmeShowsCode() => Assert.NotEmpty(new MarkdownPage(Readme).Blocks);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task SnippetsRun(string name)
    {
        var page = new MarkdownPage(name);
        foreach (var cell in page.Cells)
            SnippetProgram.Compile(name, cell);
        // All first: one that does not compile is told at once, and one that needs a model is compiled without it too.
        var programs = page.Blocks.Select(block => (Block: block, Assembly: SnippetProgram.Compile(name, block))).ToList();
        foreach (var (block, assembly) in programs.Where(program => !program.Block.NeedsModelFolder && !program.Block.WouldDownload))
            await RunAsync(name, block, assembly);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task SnippetsThatNeedAModelFolderRun(string name)
    {
        var snippets = new MarkdownPage(name).Blocks.Where(block => block.NeedsModelFolder).ToList();
        if (snippets.Count == 0)
            return;
        const string model = "all-MiniLM-L6-v2";
        Directory.CreateSymbolicLink(Path.Combine(folder, model), SharedFiles.Find($"models/{model}"));
        foreach (var snippet in snippets)
            await RunAsync(name, snippet, SnippetProgram.Compile(name, snippet));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task ExamplesInCommentsRun(string member)
    {
        foreach (var (_, example) in XmlDocumentation.All.SelectMany(documentation => documentation.Examples).Where(example => example.Member == member))
        {
            byte[] assembly = SnippetProgram.Compile(member, example);
            if (!example.WouldDownload)
                await RunAsync(member, example, assembly);
        }
    }

    private static async Task RunAsync(string name, Snippet snippet, byte[] assembly)
    {
        string[] printed;
        try
        {
            printed = await SnippetProgram.RunAsync(assembly);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}({snippet.Line}): the snippet compiles and fails with {e.GetType().Name}: {e.Message}\n\n{snippet.Code}", e);
        }
        string[] promised = [.. snippet.Code.Split('\n').Where(line => line.Contains(Prints)).Select(line => line[(line.IndexOf(Prints) + Prints.Length)..].Trim())];
        if (promised.Length > 0)
            Assert.Equal(promised, printed);
    }

    private void WriteImages()
    {
        new TinyVisionModel().Write(Path.Combine(folder, "vision-model"));
        TinyDualModel.Write(Path.Combine(folder, "clip-model"));
        File.WriteAllBytes(Path.Combine(folder, "photo.jpg"), new DrawnImage(320, 240).Jpeg());
        File.WriteAllBytes(Path.Combine(folder, "scan.png"), new DrawnImage(64, 96).Png());
    }

    /// <summary>The embedded model's source is a Model2Vec folder as a user has one.</summary>
    private void CopyStaticModel()
    {
        const string model = "minilm-static";
        var target = Directory.CreateDirectory(Path.Combine(folder, model));
        foreach (string file in Directory.GetFiles(Path.Combine(Path.GetDirectoryName(Repository.Project)!, "Resources", model)))
            File.Copy(file, Path.Combine(target.FullName, Path.GetFileName(file)));
    }
}
