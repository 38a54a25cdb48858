using System.Globalization;
using CsCheck;
using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Regex;

/// <summary>The engine against Oniguruma. <c>REGEX_ORACLE_ITERATIONS</c> asks for more patterns than the suite has time for.</summary>
public class RegexOracleTests
{
    private const int TextsPerPattern = 6;

    private static readonly int Iterations =
        int.Parse(Environment.GetEnvironmentVariable("REGEX_ORACLE_ITERATIONS") ?? "10000", CultureInfo.InvariantCulture);

    [Fact]
    public void RandomPatternsMatchWhereOnigurumaMatches()
    {
        int compared = 0;
        Gen.Select(RandomPatterns.Pattern, RandomPatterns.Text.List[TextsPerPattern]).Sample(
            (pattern, texts) => Difference(pattern, texts, ref compared) is null,
            iter: Iterations,
            print: sample => $"{sample.Item1}\n{Difference(sample.Item1, sample.Item2, ref compared)}");
        Assert.InRange(compared, 2 * Iterations, int.MaxValue);
    }

    /// <summary>Null if there is none: both refuse the pattern, or both find the same. Where one of the two asks for too much, nothing is compared.</summary>
    private static string? Difference(string pattern, IEnumerable<string> texts, ref int compared)
    {
        using var oniguruma = new Oniguruma(pattern);
        TextPattern? engine = null;
        string? refusal = null;
        try
        {
            engine = TextPattern.Regex(pattern);
        }
        catch (NotSupportedException e)
        {
            refusal = e.Message;
        }
        bool isTooLarge = refusal?.Contains("too large", StringComparison.Ordinal) ?? false;
        if (oniguruma.Status > 0 || isTooLarge)
            return null;
        if (oniguruma.Status < 0 || engine is null)
            return oniguruma.Status < 0 == engine is null ? null : refusal ?? "Oniguruma refuses it.";
        foreach (string text in texts)
        {
            if (oniguruma.Matches(text) is not { } expected || Matches(engine, text) is not { } actual)
                continue;
            if (!expected.SequenceEqual(actual))
                return $"'{text}': {string.Join(' ', actual)}, but Oniguruma {string.Join(' ', expected)}";
            Interlocked.Increment(ref compared);
        }
        return null;
    }

    private static List<(int Start, int End)>? Matches(TextPattern engine, string text)
    {
        List<(int Start, int End)> matches = [];
        try
        {
            engine.FindMatches(text, new RegexMatcher(), matches);
            return matches;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
