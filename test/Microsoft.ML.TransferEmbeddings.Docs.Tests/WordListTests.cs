using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Tests.Docs;

/// <summary>One language: US English, and words that a native writer would choose.</summary>
public sealed partial class WordListTests
{
    public static TheoryData<string> Pages { get; } =
        ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void PagesAreInUSEnglish(string page) => AssertNone(page, British());

    [Fact]
    public void SourcesAreInUSEnglish()
    {
        foreach (string file in Sources())
            AssertNone(file, British());
    }

    /// <summary>"After", not "behind"; "space", not "blank": only in comments, since "look-behind" is a word of regular expressions.</summary>
    [Fact]
    public void CommentsUsePlainWords()
    {
        foreach (string file in Sources())
            AssertNone(file, Translated());
    }

    /// <summary>
    /// People read the documentation of public types who know nothing of the code: values are "per dimension", a file "is not an image", and nothing "is told", "is had" or
    /// "is given back".
    /// </summary>
    [Fact]
    public void CommentsOfPublicTypesArePlainStatements()
    {
        foreach (string file in Sources().Where(file => PublicType().IsMatch(File.ReadAllText(Path.Combine(Repository.Root, file)))))
            AssertNone(file, NotPlain());
    }

    [Theory]
    [InlineData("/// a byte a dimension", true)]
    [InlineData("/// The file is no image.", true)]
    [InlineData("/// Null where there is not valid.", true)]
    [InlineData("/// There is no row, and it is no longer needed.", false)]
    [InlineData("/// one byte per dimension; a number of rows at a time", false)]
    [InlineData("// It is no comment of a member.", false)]
    public void TheListFindsWhatIsNotPlain(string line, bool isFound) => Assert.Equal(isFound, NotPlain().IsMatch(line));

    [Theory]
    [InlineData("the normalised colour", true)]
    [InlineData("the normalized color of sentiment_labelled_sentences", false)]
    public void TheListFindsWhatItShould(string text, bool isFound) => Assert.Equal(isFound, British().IsMatch(text));

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Root, path))
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static void AssertNone(string file, Regex words)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, file));
        string[] found = [.. lines.Index().Where(line => words.IsMatch(line.Item)).Select(line => $"{file}:{line.Index + 1}: {line.Item.Trim()}")];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [GeneratedRegex(
        @"normalis|quantis|serialis|optimis(?!m)|recognis|initialis|regularis|standardis|minimis|maximis|capitalis|organis|licence|colour|neighbour|behaviour|favour|honour|unlabelled"
        + @"|\bcentred?\b|\bcancelled\b|\bdistil\b|\banalyse|\bartefact|(?<![_A-Za-z])labelled\b(?! Sentences)",
        RegexOptions.CultureInvariant)]
    private static partial Regex British();

    [GeneratedRegex("^public ", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex PublicType();

    [GeneratedRegex(
        @"^\s*///.*(?:\b(?:a|one) (?:byte|bit|value|row|vector|token|line|scale|number|text|word) an? [a-z]|there is not valid|(?<![Tt]here )\b(?:is|are) no (?!longer|more)"
        + @"|all the same\b|\btold\b|that many|\bso many\b|\bis had\b|\bsaid in\b|for nobody|of the pool\b|\bgiv(?:e|es|en) back\b|An argument but"
        + @"|\bcounts? (?:for|as)\b|\bstands? for\b)",
        RegexOptions.CultureInvariant)]
    private static partial Regex NotPlain();

    [GeneratedRegex(@"^\s*//.*(?<!look-)\b(behind|blanks?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Translated();
}
