using CsCheck;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Queries;

public sealed class WordQueriesTests : IDisposable
{
    private static readonly WordVectors Letters = new(["zero", "a", "b", "c", "A"], [0, 0, 1, 0, 0.6f, 0.8f, -1, 0, 2, 0], 2);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void MatchesLeaveTheWordOutByRow()
    {
        var match = Letters.MostSimilar("a", 1)[0];
        Assert.Equal(("A", 1f, "A: 1"), (match.Name, match.Score, match.ToString()));
        Assert.Equal(["A", "b", "zero", "c"], Letters.MostSimilar("a", 10).Select(match => match.Name));
        Assert.Equal(["a", "A"], Letters.MostSimilar([1f, 0f], 2).Select(match => match.Name));
    }

    [Fact]
    public void ZeroVectorHasTheCosineZeroWithAllAndNoNearestWord()
    {
        Assert.Equal(0, Letters.Similarity("zero", "a"));
        Assert.Equal(0, Letters.Similarity("zero", "zero"));
        Assert.Empty(Letters.MostSimilar("zero", 10));
        Assert.Empty(Letters.MostSimilar([0f, -0f], 10));
        Assert.Equal(0, Letters.MostSimilar("b", 10).Single(match => match.Name == "zero").Score);
        Assert.Empty(Letters.Analogy(["a"], ["A"], 10));
        Assert.All(Letters.Analogy(["zero"], ["c"], 10, AnalogyMethod.CosMul), match => Assert.True(float.IsFinite(match.Score)));
        Assert.Equal("c", Letters.DoesntMatch(["a", "b", "c", "zero"]));
    }

    [Fact]
    public void NumbersAtTheLimitsOfSinglePrecisionGiveNoNaN()
    {
        var vectors = new WordVectors(
            ["huge", "tiny", "other", "least"], [float.MaxValue, float.MaxValue, 1e-40f, 1e-40f, -1e38f, 1e38f, float.Epsilon, 0], 2);
        foreach (string word in vectors.Names)
        {
            var matches = vectors.MostSimilar(word, 10);
            Assert.All(matches, match => Assert.InRange(match.Score, -1.000001f, 1.000001f));
            Assert.All(matches, match => Assert.Equal(vectors.Similarity(word, match.Name), match.Score, 1e-5f));
        }
        Assert.Equal(1, vectors.Similarity("huge", "tiny"), 1e-6f);
    }

    [Fact]
    public void SearchFindsWhatComparingOneByOneFinds() =>
        (from rows in Gen.Int[1, 1300]
         from dimension in Gen.Int[1, 40]
         from queries in Gen.Int[1, 70]
         from count in Gen.Int[1, 20]
         from seed in Gen.Int
         select (rows, dimension, queries, count, seed)).Sample(
            t =>
            {
                var random = new Random(t.seed);
                var vectors = new WordVectors([.. Enumerable.Range(0, t.rows).Select(i => $"w{i}")], [.. Enumerable.Range(0, t.rows * t.dimension).Select(_ => random.NextSingle() - 0.5f)], t.dimension);
                string[] words = [.. Enumerable.Range(0, t.queries).Select(_ => vectors.Names[random.Next(t.rows)])];
                var found = vectors.MostSimilar(words, t.count);
                Assert.Equal(t.queries, found.Count);
                foreach (int i in new[] { 0, t.queries / 2, t.queries - 1 })
                {
                    var expected = vectors.Names.Where(word => word != words[i]).Select(word => vectors.Similarity(words[i], word)).OrderDescending().Take(t.count);
                    Assert.Equal(expected, found[i].Select(match => match.Score), (a, b) => Math.Abs(a - b) < 1e-5f);
                    Assert.All(found[i], match => Assert.Equal(vectors.Similarity(words[i], match.Name), match.Score, 1e-5f));
                    Assert.DoesNotContain(found[i], match => match.Name == words[i]);
                }
            }, iter: 150);

    [Fact]
    public void EqualScoresComeInTheOrderOfTheRows()
    {
        string[] words = [.. Enumerable.Range(0, 600).Select(i => $"w{i}")];
        var vectors = new WordVectors(words, [.. Enumerable.Repeat(1f, 600 * 3)], 3);
        Assert.Equal(words.Skip(1).Take(7), vectors.MostSimilar("w0", 7).Select(match => match.Name));
    }

    [Fact]
    public void UnknownWordIsNamed()
    {
        foreach (var query in new Action[]
        {
            () => Letters.MostSimilar("Zebra", 3), () => Letters.Analogy(["a"], ["Zebra"], 3), () => Letters.Similarity("a", "Zebra"), () => Letters.DoesntMatch(["a", "Zebra"]),
        })
            Assert.Contains("'Zebra'", Assert.Throws<KeyNotFoundException>(query).Message);

        var lenient = Letters.WithLookup(new WordLookup { Unknown = UnknownWord.Mean });
        Assert.Equal(lenient.MostSimilar([0.52f, 0.16f], 5).Select(match => match.Name), lenient.MostSimilar("Zebra", 5).Select(match => match.Name));
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Letters.MostSimilar("a", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Letters.Analogy(["a"], [], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Letters.Analogy(["a"], [], 1, (AnalogyMethod)7));
        Assert.Throws<ArgumentException>(() => Letters.Analogy([], [], 1));
        Assert.Throws<ArgumentException>(() => Letters.DoesntMatch(["a"]));
        Assert.Contains("3 values; 2", Assert.Throws<ArgumentException>(() => Letters.MostSimilar([1f, 2f, 3f], 1)).Message);
        Assert.Throws<ArgumentException>(() => Letters.MostSimilar([1f, float.NaN], 1));
        Assert.Throws<FileNotFoundException>(() => Letters.EvaluateAnalogies(folder["none"]));
    }

    [Theory]
    [InlineData(": a\nx y z\n", "line 2", "3 words")]
    [InlineData("w x y z\n", "line 1", "section")]
    public void LineThatIsNoQuestionIsNamed(string content, string line, string what)
    {
        File.WriteAllText(folder["test"], content);
        string message = Assert.Throws<InvalidDataException>(() => Letters.EvaluateAnalogies(folder["test"])).Message;
        Assert.Contains(folder["test"], message);
        Assert.Contains(line, message);
        Assert.Contains(what, message);
    }

    [Theory]
    [InlineData("a\tb\t1\nc\td\n", "line 2")]
    [InlineData("a\tb\t1,5\n", "1,5")]
    [InlineData("# words\n\na b 1\n", "line 3")]
    public void LineThatIsNoPairIsNamed(string content, string what)
    {
        File.WriteAllText(folder["test"], content);
        Assert.Contains(what, Assert.Throws<InvalidDataException>(() => Letters.EvaluateWordPairs(folder["test"])).Message);
    }

    [Fact]
    public void TestsCountUnknownWordsAndFoldCase()
    {
        File.WriteAllText(folder["questions"], ": one\nA b c zero\nx b c zero\n: two\n");
        var evaluation = Letters.EvaluateAnalogies(folder["questions"]);
        Assert.Equal([("one", 1, 1), ("two", 0, 0)], evaluation.Sections.Select(section => (section.Name, section.Answered, section.Skipped)));
        Assert.Contains("total", evaluation.ToString());

        File.WriteAllText(folder["pairs"], "# a comment\nA\tB\t3\nB\tc\t1\nb\tb\t9\nx\tb\t2\n");
        var pairs = Letters.EvaluateWordPairs(folder["pairs"]);
        Assert.Equal((4, 1, 0.25), (pairs.Pairs, pairs.UnknownPairs, pairs.UnknownShare));
        Assert.Equal(1, pairs.Spearman, 1e-12);
        Assert.True(double.IsNaN(Letters.EvaluateWordPairs(folder["pairs"], maxRows: 1).Pearson));
    }
}
