using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Unicode;
using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Regex;

public class RegexPatternTests
{
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>Some 170 patterns over ten texts each: what the original matches, and what it or this library refuses.</summary>
    [Fact]
    public void MatchesAreTheOriginals()
    {
        string path = Path.Combine(Repository.Root, "test/Microsoft.ML.TransferEmbeddings.Tests/Tokenization/Regex/regex-cases.json");
        var cases = JsonNode.Parse(File.ReadAllBytes(path))!["patterns"]!.AsArray();
        Assert.True(cases.Count > 170);
        foreach (var node in cases)
        {
            string pattern = node!["pattern"]!.GetValue<string>();
            if (node["refused"] != null)
            {
                var e = Assert.Throws<NotSupportedException>(() => TextPattern.Regex(pattern));
                Assert.Contains(pattern, e.Message, StringComparison.Ordinal);
                continue;
            }
            foreach (var (text, matches) in node["texts"]!.AsArray().Zip(node["matches"]!.AsArray()))
            {
                string expected = matches!.ToJsonString();
                string actual = $"[{string.Join(',', Matches(pattern, text!.GetValue<string>()).SelectMany(m => new[] { m.Start, m.End }))}]";
                Assert.True(expected == actual, $"{pattern} on {text.ToJsonString()}: {actual} for {expected}");
            }
        }
    }

    [Theory]
    [InlineData(@"\p{L}")]
    [InlineData(@"\p{N}")]
    [InlineData(@"\s")]
    [InlineData(@"\w")]
    [InlineData(@"\d")]
    [InlineData(@"\p{M}")]
    [InlineData(@"\p{P}")]
    [InlineData(@"\p{S}")]
    [InlineData(@"\p{Lu}")]
    [InlineData(@"\p{Ll}")]
    [InlineData(@"\p{Lt}")]
    [InlineData(@"\p{Lm}")]
    [InlineData(@"\p{Lo}")]
    public void ClassHoldsTheOriginalsCodePoints(string pattern)
    {
        var expected = UnicodeTables.Set($"Regex {pattern}");
        string text = string.Concat(UnicodeTables.CodePoints().Select(char.ConvertFromUtf32));
        Assert.Equal(expected.Order(), Matches(pattern, text).Select(m => char.ConvertToUtf32(text, m.Start)));
    }

    [Theory]
    [InlineData(@"\p{L}+", "𝔘𝔫𝔦", "0-6")]
    [InlineData("^", "a\nb", "0-0 2-2")]
    [InlineData("$", "a\nb", "1-1 3-3")]
    [InlineData(".", "a\nb", "0-1 2-3")]
    [InlineData(@"\h+", "cafe h", "0-4")]
    [InlineData("(?i:'s)", "'ſ", "0-2")]
    [InlineData("(?i:k)", "\u212A", "0-1")]
    [InlineData("(?i:ss)", "ß sſ", "0-1 2-4")]
    [InlineData(@"\p{L}+", "हिन्दी", "0-1 2-3 4-5")]
    [InlineData(@"\p{L}+", "x\u0301y", "0-1 2-3")]
    [InlineData("", "ab", "0-0 1-1 2-2")]
    [InlineData("a*", "baac", "0-0 1-3 4-4")]
    public void QuirksOfTheOriginal(string pattern, string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Matches(pattern, text).Select(m => $"{m.Start}-{m.End}")));

    [Theory]
    [InlineData("{2}a")]
    [InlineData(@"(?:a|\b)*")]
    [InlineData(@"(?<=a\z)")]
    [InlineData("(?<=a(?=b))")]
    [InlineData("(?<!(a))")]
    [InlineData("(?<=(?<!a)b)")]
    [InlineData("[[:alpha:]-b]")]
    [InlineData("(?#a")]
    public void WhatTheOriginalRefusesIsRefused(string pattern) => Assert.Throws<NotSupportedException>(() => TextPattern.Regex(pattern));

    /// <summary>Found by comparing random patterns with the original.</summary>
    [Theory]
    [InlineData(@"(\b)*a", "a", "0-1")]
    [InlineData("(?<!(a))(?<n>b)", "ab b", "3-4")]
    [InlineData(@"(?<=\w+)b", "aab b", "2-3")]
    [InlineData("(?<=(?>a{1,2}))a", "aaa", "1-2 2-3")]
    [InlineData("(?<!(?<!))a", "a", "")]
    [InlineData("(?i:s{1}s)", "ß", "0-1")]
    [InlineData("(?i)(?<=ß)b", "ßb ẞb ssb", "1-2 4-5")]
    [InlineData("[+--a]+", "+,-.a", "0-3 4-5")]
    [InlineData("[a-c--/]+", "b-./0", "0-4")]
    [InlineData("[a-&&-]", "a-", "1-2")]
    [InlineData("[ -[a]]", " -a", "2-3")]
    [InlineData("(?x:a\u00A0b\u2028)", "a\u00A0b\u2028", "0-4")]
    [InlineData(@"a(?#b\)c)d", "ad", "0-2")]
    public void OddPatternsMatchAsInTheOriginal(string pattern, string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Matches(pattern, text).Select(m => $"{m.Start}-{m.End}")));

    [Fact]
    public void AnEmptyTextHasNoMatches() => Assert.Empty(Matches("", ""));

    [Fact]
    public void ALoneSurrogateIsASymbol()
    {
        Assert.Equal([(0, 1), (1, 2)], Matches(@"\p{So}", "\uD835\uD835"));
        Assert.Equal([(0, 1)], Matches(@"[^\s\p{L}\p{N}]+", "\uDD18a"));
    }

    [Theory]
    [InlineData("ab", "xababbaab", "1-3 3-5 7-9")]
    [InlineData("a.", "aba.", "2-4")]
    [InlineData("", "ab", "0-0 1-1 2-2")]
    public void LiteralIsFoundAsItIs(string literal, string text, string expected)
    {
        List<(int Start, int End)> matches = [];
        TextPattern.Literal(literal).FindMatches(text, new RegexMatcher(), matches);
        Assert.Equal(expected, string.Join(' ', matches.Select(m => $"{m.Start}-{m.End}")));
    }

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(?:a*)*b")]
    [InlineData("(.*)*(.*)*(.*)*x")]
    public void APatternThatNeverEndsIsAnError(string pattern)
    {
        var watch = Stopwatch.StartNew();
        var e = Assert.Throws<InvalidOperationException>(() => Matches(pattern, new string('a', 1000)));
        Assert.Contains(pattern, e.Message, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void HostilePatternsAreRefused()
    {
        string[] patterns =
        [
            "((a{1000}){1000}){1000}", "a{100001}", new string('(', 100_000), string.Concat(Enumerable.Repeat("(?=", 100_000)), new string('[', 100_000),
            string.Concat(Enumerable.Repeat("(?i)", 100_000)), "(?<=a{1000})b", "\\", "\\x{110000}", "\\uD800", "[a-", "[[:x:]]", "(?", "(?<", "(?#", "a{99999999999}",
        ];
        foreach (string pattern in patterns)
        {
            var e = Record.Exception(() => TextPattern.Regex(pattern));
            Assert.True(e is NotSupportedException or null, $"{pattern[..Math.Min(30, pattern.Length)]}: {e}");
        }
    }

    [Fact]
    public void ThreadsShareAPattern()
    {
        var pattern = TextPattern.Regex(Gpt2);
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => string.Concat(Enumerable.Repeat($"It's {i} o'clock,  isn't it?\n", 1 + i % 7)))];
        var expected = Array.ConvertAll(texts, t => Matches(Gpt2, t));
        using var matcher = new ThreadLocal<RegexMatcher>(() => new RegexMatcher());
        Parallel.For(0, 2000, i =>
        {
            List<(int, int)> matches = [];
            pattern.FindMatches(texts[i % texts.Length], matcher.Value!, matches);
            Assert.Equal(expected[i % texts.Length], matches);
        });
    }

    [Fact]
    public void MatchingAllocatesNothing()
    {
        var pattern = TextPattern.Regex(Gpt2);
        string text = string.Concat(Enumerable.Repeat("It's 12 o'clock,  ça va? 𝔘𝔫𝔦\n", 100));
        List<(int, int)> matches = [];
        var matcher = new RegexMatcher();
        pattern.FindMatches(text, matcher, matches);
        Assert.True(matches.Count > 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            matches.Clear();
            pattern.FindMatches(text, matcher, matches);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static List<(int Start, int End)> Matches(string pattern, string text)
    {
        List<(int Start, int End)> matches = [];
        TextPattern.Regex(pattern).FindMatches(text, new RegexMatcher(), matches);
        return matches;
    }
}
