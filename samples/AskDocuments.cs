#:project ../src/Microsoft.ML.TransferEmbeddings
#:project ../src/Microsoft.ML.TransferEmbeddings.AI
#:project ../src/Microsoft.ML.TransferEmbeddings.VectorData.DuckDB
#:property PublishAot=false
// A folder of Markdown answers questions with its own paragraphs: pages are cut into chunks by the encoder's tokens, chunks become vectors in a database, and the nearest ones
// are the answer.
//
//   dotnet run samples/AskDocuments.cs [QUESTION] [--folder FOLDER] [--model MODEL] [--store FILE]
//
// The pages are cut by hand; Microsoft.Extensions.DataIngestion is the framework's package for that. With --store the database is kept, and a second run encodes only what
// has changed. Another store takes another line: docs/search.md.
using System.Globalization;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int maxTokens = 120, answers = 3;
if (args is ["--help" or "-h" or "-?", ..])
{
    Console.WriteLine("AskDocuments.cs [QUESTION] [--folder FOLDER] [--model MODEL] [--store FILE]: the paragraphs of a folder's Markdown pages that are nearest to a question.");
    Console.WriteLine("FOLDER is the documentation of this repository by default, MODEL a model folder (the model inside the package by default), FILE a database that keeps the vectors.");
    return;
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

string question = args is [var first, ..] && !first.StartsWith("--", StringComparison.Ordinal) ? first : "How do I load a model in production?";
string folder = Option("--folder") ?? Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "../docs");
using var model = Option("--model") is { } path ? TextEmbeddingModel.FromDirectory(path) : TextEmbeddingModel.Default;
var tokenizer = model.GetService<HuggingFaceTokenizer>() ?? throw new InvalidOperationException("The model has no tokenizer. Take one that is not made of word vectors.");

var chunks = Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(Chunks).ToList();
if (chunks.Count == 0)
{
    Console.WriteLine($"There is no Markdown with text in '{folder}'.");
    return;
}

using var generator = model.AsEmbeddingGenerator();
using var store = new DuckDBVectorStore(Option("--store"), new() { EmbeddingGenerator = generator });
// Vectors of two models are never compared: each has a collection of its own.
var pages = store.GetCollection<string, Chunk>($"pages_{model.Fingerprint[..8]}", new VectorStoreCollectionDefinition
{
    Properties =
    [
        new VectorStoreKeyProperty(nameof(Chunk.Source), typeof(string)),
        new VectorStoreDataProperty(nameof(Chunk.Text), typeof(string)),
        new VectorStoreVectorProperty(nameof(Chunk.Embedded), typeof(string), model.Dimension),
    ],
});
await pages.EnsureCollectionExistsAsync();
var known = await pages.GetAsync(chunk => chunk.Source != "", int.MaxValue).ToDictionaryAsync(chunk => chunk.Source, chunk => chunk.Text);
await pages.DeleteAsync(known.Keys.Except(chunks.Select(chunk => chunk.Source)));
var changed = chunks.Where(chunk => known.GetValueOrDefault(chunk.Source) != chunk.Text).ToList();
await pages.UpsertAsync(changed);
Console.WriteLine($"{chunks.Count:N0} chunks of {chunks.Select(chunk => chunk.Source.Split(':')[0]).Distinct().Count():N0} pages, {changed.Count:N0} of them encoded now");

Console.WriteLine($"\n{question}");
await foreach (var match in pages.SearchAsync(question, answers))
    Console.WriteLine($"\n{match.Record.Source}  ({match.Score:F2})\n  {match.Record.Text.ReplaceLineEndings(" ")}");

// Paragraphs side by side as long as their tokens fit; one that is longer stands alone, and the encoder cuts it off. Code is left out.
IEnumerable<Chunk> Chunks(string page)
{
    string name = Path.GetRelativePath(folder, page), heading = "", text = "";
    int line = 0, start = 1;
    bool isCode = false;
    foreach (string paragraph in File.ReadAllText(page).ReplaceLineEndings("\n").Split("\n\n"))
    {
        int at = line + 1;
        line += paragraph.Count(character => character == '\n') + 2;
        bool opensOrCloses = paragraph.Split('\n').Count(part => part.StartsWith("```", StringComparison.Ordinal)) % 2 == 1;
        if (isCode || opensOrCloses || paragraph.StartsWith("```", StringComparison.Ordinal) || paragraph.StartsWith("<!--", StringComparison.Ordinal))
        {
            isCode ^= opensOrCloses;
            continue;
        }
        bool isHeading = paragraph.StartsWith('#');
        if (text.Length > 0 && (isHeading || tokenizer.CountTokens($"{heading}: {text}\n{paragraph}") > maxTokens))
        {
            yield return new Chunk { Source = $"{name}:{start}", Text = $"{heading}: {text}" };
            text = "";
        }
        if (isHeading)
            heading = paragraph.Split('\n')[0].TrimStart('#', ' ');
        else if (!string.IsNullOrWhiteSpace(paragraph))
            (text, start) = text.Length > 0 ? ($"{text}\n{paragraph}", start) : (paragraph, at);
    }
    if (text.Length > 0)
        yield return new Chunk { Source = $"{name}:{start}", Text = $"{heading}: {text}" };
}

public sealed class Chunk
{
    public string Source { get; set; } = "";

    public string Text { get; set; } = "";

    /// <summary>What the store's generator makes the vector of.</summary>
    public string Embedded => Text;
}
