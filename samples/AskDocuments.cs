#:project ../src/Microsoft.ML.TransferEmbeddings
#:property PublishAot=false
// A folder of Markdown answers questions with its own paragraphs: pages are cut into chunks by the encoder's tokens, chunks become vectors, and the nearest ones are the answer.
//
//   dotnet run samples/AskDocuments.cs [QUESTION] [--folder FOLDER] [--model MODEL] [--cache FILE]
//
// With a network as MODEL and --cache, a second run encodes only what has changed; the model inside the package needs no cache. The framework's packages for this, such as
// Microsoft.Extensions.VectorData, take the same vectors: model.AsEmbeddingGenerator() of Microsoft.ML.TransferEmbeddings.AI.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int MaxTokens = 120, Answers = 3;
if (args is ["--help" or "-h" or "-?", ..])
{
    Console.WriteLine("AskDocuments.cs [QUESTION] [--folder FOLDER] [--model MODEL] [--cache FILE]: the paragraphs of a folder's Markdown pages that are nearest to a question.");
    Console.WriteLine("FOLDER is the documentation of this repository by default, MODEL a model folder (the model inside the package by default).");
    return;
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

string question = args is [var first, ..] && !first.StartsWith("--", StringComparison.Ordinal) ? first : "How do I load a model in production?";
string folder = Option("--folder") ?? Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "../docs");
using var model = Option("--model") is { } path ? TextEmbeddingModel.FromDirectory(path) : TextEmbeddingModel.Default;
using var cache = Option("--cache") is { } file ? EmbeddingCache.Open(file) : EmbeddingCache.None;
var tokenizer = model.GetService<HuggingFaceTokenizer>() ?? throw new InvalidOperationException("The model has no tokenizer. Take one that is not made of word vectors.");

var chunks = Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(Chunks).ToList();
if (chunks.Count == 0)
{
    Console.WriteLine($"There is no Markdown with text in '{folder}'.");
    return;
}

var ml = new MLContext(seed: 1).UseEmbeddingOptions(new() { Cache = cache });
var rows = ml.Data.LoadFromEnumerable(chunks);
using var stage = ml.Transforms.Text.EmbedText("Vector", nameof(Chunk.Text), model).Fit(rows);
var store = KeyedVectors.Create(chunks.Select(chunk => chunk.Source), stage.Transform(rows).GetColumn<float[]>("Vector"));
Console.WriteLine($"{chunks.Count:N0} chunks of {chunks.Select(chunk => chunk.Source.Split(':')[0]).Distinct().Count():N0} pages{(cache == EmbeddingCache.None ? "" : $"; {cache.Statistics}")}");

Console.WriteLine($"\n{question}");
foreach (var match in store.MostSimilar(model.Embed(question), Answers))
    Console.WriteLine($"\n{match.Name}  ({match.Score:F2})\n  {chunks.First(chunk => chunk.Source == match.Name).Text.ReplaceLineEndings(" ")}");

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
        if (text.Length > 0 && (isHeading || tokenizer.CountTokens($"{heading}: {text}\n{paragraph}") > MaxTokens))
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
}
