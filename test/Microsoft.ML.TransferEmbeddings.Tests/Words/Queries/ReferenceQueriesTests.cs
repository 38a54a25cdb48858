using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Queries;

/// <summary>Queries and tests have the answers that gensim gives.</summary>
public class ReferenceQueriesTests
{
    private const float Tolerance = 1e-5f, MaySwap = 1e-6f;

    public static TheoryData<string> Plain => ReferenceFiles.Plain;

    public static TheoryData<string> WithTests { get; } = ["glove.6B.50d.10k.txt", "glove.twitter.27B.25d.12k.txt", "googlenews-8000-300d.bin", "formats/euclidean_vectors.bin"];

    [Theory]
    [MemberData(nameof(Plain))]
    [InlineData("formats/lee_fasttext.bin")]
    [InlineData("formats/tiny_fasttext_v12.bin")]
    public void NeighborsAreThoseOfGensim(string file)
    {
        var vectors = ReferenceFiles.Load(file);
        var expected = ReferenceFiles.Answers(file)["most_similar"]!.AsObject();
        string[] words = [.. expected.Select(entry => entry.Key)];
        var together = vectors.MostSimilar(words, 10);
        foreach (var (word, matches) in words.Zip(together))
        {
            int count = expected[word]!.AsArray().Count;
            AssertMatches(expected[word]!, matches.Take(count), $"{file} {word}");
            var alone = vectors.MostSimilar(word, 10);
            AssertMatches(expected[word]!, alone.Take(count), $"{file} {word} alone");
            // One at a time, the product is computed in another order.
            Assert.Equal(together[Array.IndexOf(words, word)].Select(match => match.Score), alone.Select(match => match.Score), (a, b) => Math.Abs(a - b) < MaySwap);
            var ofVector = vectors.MostSimilar(vectors.GetVector(word), 11).Where(match => match.Name != word);
            AssertMatches(expected[word]!, ofVector.Take(count), $"{file} {word} as a vector");
        }
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public void AnalogiesSimilaritiesAndOddOnesAreThoseOfGensim(string file)
    {
        var vectors = ReferenceFiles.Load(file);
        var answers = ReferenceFiles.Answers(file);
        foreach (var analogy in answers["analogies"]!.AsArray())
        {
            string[] positive = ReferenceFiles.Texts(analogy!["positive"]), negative = ReferenceFiles.Texts(analogy["negative"]);
            string what = $"{file} {string.Join('+', positive)} - {string.Join('+', negative)}";
            AssertMatches(analogy["top5"]!, vectors.Analogy(positive, negative, 5), what);
            AssertMatches(analogy["top5_multiplicative"]!, vectors.Analogy(positive, negative, 5, AnalogyMethod.CosMul), what);
        }
        foreach (var pair in answers["similarity"]!.AsArray())
            Assert.Equal((float)(double)pair![2]!, vectors.Similarity((string)pair[0]!, (string)pair[1]!), Tolerance);
        foreach (var question in answers["doesnt_match"]!.AsArray())
            Assert.Equal((string)question!["odd_one"]!, vectors.DoesntMatch(ReferenceFiles.Texts(question["words"])));
    }

    [Theory]
    [MemberData(nameof(WithTests))]
    public void AnalogyTestHasTheAccuracyOfGensimInEverySection(string file)
    {
        var evaluation = ReferenceFiles.Load(file).EvaluateAnalogies(SharedFiles.Find("vectors/eval/questions-words.txt"));
        var expected = ReferenceFiles.Answers(file)["evaluate_word_analogies"]!;
        Assert.Equal((int)expected["questions"]!, evaluation.Total.Answered + evaluation.Total.Skipped);
        Assert.Equal((int)expected["skipped"]!, evaluation.Total.Skipped);
        var sections = expected["sections"]!.AsArray().Where(section => (string)section!["section"]! != "Total accuracy").ToDictionary(section => (string)section!["section"]!);
        int apart = 0;
        foreach (var section in evaluation.Sections)
        {
            int answered = (int?)sections.GetValueOrDefault(section.Name)?["answered"] ?? 0, correct = (int?)sections.GetValueOrDefault(section.Name)?["correct"] ?? 0;
            Assert.Equal(answered, section.Answered);
            apart += Math.Abs(correct - section.Correct);
        }
        // Rounding may decide a question or two.
        Assert.InRange(apart, 0, 2);
        Assert.Equal(sections.Values.Sum(section => (int)section!["correct"]!), evaluation.Total.Correct, 2d);
    }

    [Theory]
    [MemberData(nameof(WithTests))]
    public void CorrelationsAreThoseOfGensim(string file)
    {
        var vectors = ReferenceFiles.Load(file);
        foreach (var (test, expected) in ReferenceFiles.Answers(file)["evaluate_word_pairs"]!.AsObject())
        {
            var evaluation = vectors.EvaluateWordPairs(SharedFiles.Find($"vectors/eval/{test}"));
            Assert.Equal((double)expected!["pearson"]!, evaluation.Pearson, 2e-6);
            Assert.Equal((double)expected["spearman"]!, evaluation.Spearman, 2e-6);
            Assert.Equal((double)expected["oov_percent"]!, 100 * evaluation.UnknownShare, 1e-6);
        }
    }

    private static void AssertMatches(JsonNode expected, IEnumerable<KeyMatch> actual, string what)
    {
        var answers = expected.AsArray().Select(answer => new KeyMatch((string)answer![0]!, (float)(double)answer[1]!)).ToArray();
        var matches = actual.ToArray();
        Assert.Equal(answers.Length, matches.Length);
        for (int i = 0; i < answers.Length; i++)
        {
            Assert.True(Math.Abs(answers[i].Score - matches[i].Score) <= Tolerance, $"{what}: {answers[i]} expected, {matches[i]} found");
            bool maySwap = answers.Where((other, j) => Math.Abs(i - j) == 1 && Math.Abs(other.Score - answers[i].Score) <= MaySwap).Any(other => other.Name == matches[i].Name);
            Assert.True(answers[i].Name == matches[i].Name || maySwap, $"{what}: {answers[i]} expected in place {i + 1}, {matches[i]} found");
        }
    }
}
