using Microsoft.ML.TransferEmbeddings.Distillation;

namespace Microsoft.ML.TransferEmbeddings.Tests.Distillation;

public class SyntheticTextsTests
{
    private static readonly string[] Corpus = [.. Enumerable.Range(0, 400).Select(i => $"please w{(char)('a' + i % 26)}ord{(char)('a' + i / 26)}x, is (it) here today or not?")];

    private static readonly string[] Vocabulary = [.. Enumerable.Range(0, 26).Select(i => $"new{(char)('a' + i)}")];

    [Fact]
    public void HalfAreSpansAndHalfHaveSwappedWords()
    {
        var made = SyntheticTexts.Create(Corpus, Vocabulary, 2000, seed: 1);
        Assert.Equal(2000, made.Count);
        string whole = string.Join('\n', Corpus);
        for (int i = 0; i < made.Count; i += 2)
        {
            Assert.Contains(made[i], whole);
            Assert.InRange(made[i].Split(' ').Length, 2, 7);
        }
        for (int i = 1; i < made.Count; i += 2)
            Assert.Equal(8, made[i].Split(' ').Length);
        string[] swapped = [.. made.Where((_, i) => i % 2 == 1).SelectMany(text => text.Split(' ')).Select(word => word.Trim(',')).Where(word => word.StartsWith("new"))];
        var uses = swapped.CountBy(word => word).Select(use => use.Value).ToArray();
        Assert.Equal(Vocabulary.Length, uses.Length);
        Assert.InRange(uses.Max() - uses.Min(), 0, 1);
        Assert.Contains(made, text => text.Contains(',') && text.Contains("new"));
    }

    [Fact]
    public void FewerAreTheBeginningOfMore() =>
        Assert.Equal(SyntheticTexts.Create(Corpus, Vocabulary, 2000, seed: 1).Take(300), SyntheticTexts.Create(Corpus, Vocabulary, 300, seed: 1));

    [Fact]
    public void NothingIsMadeOfShortTexts() => Assert.Empty(SyntheticTexts.Create(["one", "two words"], Vocabulary, 100, seed: 1));
}
