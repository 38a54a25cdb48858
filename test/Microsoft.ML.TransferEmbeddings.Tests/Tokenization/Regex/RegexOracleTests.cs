using System.Globalization;
using CsCheck;
using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Regex;

/// <summary>
/// The engine against Oniguruma. The patterns are random and always the same ones; <c>REGEX_ORACLE_ITERATIONS</c> asks for more than the suite has time for.
/// </summary>
public class RegexOracleTests
{
    private const int TextsPerPattern = 6;

    private static readonly int Iterations =
        int.Parse(Environment.GetEnvironmentVariable("REGEX_ORACLE_ITERATIONS") ?? "4000", CultureInfo.InvariantCulture);

    [Fact]
    public void RandomPatternsMatchWhereOnigurumaMatches()
    {
        int compared = 0;
        var samples = Gen.Select(RandomPatterns.Pattern, RandomPatterns.Text.List[TextsPerPattern]);
        var random = new PCG(1, 1);
        List<string> differences = [];
        for (int i = 0; i < Iterations; i++)
        {
            var (pattern, texts) = samples.Generate(random, null, out _);
            if (Difference(pattern, texts, ref compared) is { } difference)
                differences.Add($"{pattern}\n{difference}");
        }
        Assert.True(differences.Count == 0, $"{differences.Count} of {Iterations} patterns differ, the shortest {differences.MinBy(text => text.Length)}");
        Assert.InRange(compared, 2 * Iterations, int.MaxValue);
    }

    /// <summary>Null if there is none: both refuse the pattern, or both find the same. Where one of the two asks for too much, or the engine is known to differ, nothing is compared.</summary>
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
        if (oniguruma.Status > 0 || isTooLarge || (engine is not null && CountsEmptyTurns(new RegexParser(pattern).Parse())))
            return null;
        if (oniguruma.Status < 0 || engine is null)
            return oniguruma.Status < 0 == engine is null ? null : refusal ?? "Oniguruma refuses it.";
        foreach (string text in texts)
        {
            if (oniguruma.Matches(text) is not { } expected || Matches(engine, text) is not { } actual)
                continue;
            if (!expected.SequenceEqual(actual))
                return $"'{text}': {string.Join(' ', actual)}, but Oniguruma {string.Join(' ', expected)}";
            compared++;
        }
        return null;
    }

    /// <summary>Whether something that may match nothing is repeated by a count: Oniguruma ends some of these early.</summary>
    private static bool CountsEmptyTurns(RegexNode node) =>
        (node is RegexNode.Repeat { Max: > 1 } repeat && (repeat.Min > 1 || repeat.Max < RegexLength.Endless) && RegexLength.Of(repeat.Body).Min == 0)
        || node.Parts.Any(CountsEmptyTurns);

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
