namespace Microsoft.ML.TransferEmbeddings.Benchmarks.WordPictures;

/// <summary>Words that belong together.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Color">Of their dots, as SVG has it; told apart by people who see no red or no green (Okabe and Ito).</param>
/// <param name="Words">The words.</param>
internal sealed record WordGroup(string Name, string Color, IReadOnlyList<string> Words)
{
    private static readonly WordGroup[] All =
    [
        new("countries", "#0072B2", ["france", "germany", "italy", "spain", "japan", "russia", "china", "england", "greece"]),
        new("cities", "#56B4E9", ["paris", "berlin", "rome", "madrid", "tokyo", "moscow", "beijing", "london", "athens"]),
        new("family", "#CC79A7", ["mother", "father", "daughter", "son", "sister", "brother", "uncle", "aunt", "wife", "husband"]),
        new("animals", "#009E73", ["dog", "cat", "horse", "cow", "sheep", "pig", "lion", "wolf", "mouse"]),
        new("colors", "#D55E00", ["red", "blue", "green", "yellow", "black", "white", "purple", "orange", "pink"]),
        new("food", "#E69F00", ["bread", "cheese", "meat", "rice", "wine", "beer", "coffee", "milk", "soup"]),
    ];

    /// <summary>The groups with the words that have a vector.</summary>
    public static IReadOnlyList<WordGroup> KnownTo(WordVectors vectors) =>
        [.. All.Select(group => group with { Words = [.. group.Words.Where(word => vectors.TryGetVector(word, out _))] }).Where(group => group.Words.Count > 0)];
}
