#:project ../src/Microsoft.ML.TransferEmbeddings
#:property PublishAot=false
// What word vectors know: analogies, neighbors, the odd one out.
//
//   dotnet run samples/WordAnalogies.cs [VECTORS]     a file of GloVe, word2vec or fastText, in text or binary; 3,029 words of GloVe where none is named
using System.Globalization;
using Microsoft.ML.TransferEmbeddings;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--help" or "-h" or "-?", ..])
{
    Console.WriteLine("WordAnalogies.cs [VECTORS]: analogies, neighbors and odd ones out, with word vectors of English in lower case.");
    return;
}

string file = args is [var name, ..] ? name
    : Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "data/glove/glove.6B.50d.3k.txt.gz");
var vectors = WordVectors.Load(file);
Console.WriteLine($"{Path.GetFileName(file)}: {vectors.Count:N0} words, {vectors.Dimension} dimensions");

bool AreKnown(params string[] words) => words.All(word => vectors.TryGetVector(word, out _));

Console.WriteLine("\nAnalogies");
(string, string, string)[] questions = [("king", "man", "woman"), ("paris", "france", "germany"), ("walking", "walk", "swim"), ("bigger", "big", "small")];
foreach (var (from, without, with) in questions)
{
    if (!AreKnown(from, without, with))
        continue;
    var answer = vectors.Analogy(positive: [from, with], negative: [without], count: 1)[0];
    Console.WriteLine($"  {from} - {without} + {with} = {answer.Name}  ({answer.Score:F2})");
}

Console.WriteLine("\nNeighbors");
foreach (string word in new[] { "music", "bread", "money", "yellow" }.Where(word => AreKnown(word)))
    Console.WriteLine($"  {word,-8}{string.Join(", ", vectors.MostSimilar(word, 5).Select(match => $"{match.Name} {match.Score:F2}"))}");

Console.WriteLine("\nWhich does not belong?");
foreach (string[] words in new string[][] { ["paris", "london", "berlin", "dog"], ["red", "blue", "bread", "green"] }.Where(AreKnown))
    Console.WriteLine($"  {string.Join(", ", words)}: {vectors.DoesntMatch(words)}");
