using Microsoft.ML.TransferEmbeddings.Words.Subwords;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words;

public class WordLookupTests
{
    private static readonly float[] Table = [1, 0, 0, 1, 2, 5];
    private static readonly WordVectors Vectors = new(["Queen", "queen", "İ"], Table, 2);

    [Fact]
    public void CaseCountsUnlessLowerCaseIsAskedFor()
    {
        Assert.Equal([1, 0], Vectors.GetVector("Queen"));
        Assert.Equal([0, 1], Vectors.GetVector("queen"));
        Assert.Throws<KeyNotFoundException>(() => Vectors.GetVector("QUEEN"));
        var lenient = Vectors.WithLookup(new WordLookup { LowerCase = true });
        Assert.Equal([1, 0], lenient.GetVector("Queen"));
        Assert.Equal([0, 1], lenient.GetVector("QUEEN"));
        Assert.Throws<KeyNotFoundException>(() => lenient.GetVector("KING"));
        Assert.False(lenient.TryGetVector("QUEEN", out _));
        Assert.Equal([0, 1], lenient.MostSimilar("QUEEN", 5).Select(match => Array.IndexOf([.. lenient.Names], match.Name)).Where(row => row != 2).Append(1));
    }

    [Theory]
    [InlineData(UnknownWord.Zero, 0, 0)]
    [InlineData(UnknownWord.Mean, 1, 2)]
    public void SomethingMayComeInTheWordsPlace(UnknownWord unknown, float first, float second) =>
        Assert.Equal([first, second], Vectors.WithLookup(new WordLookup { Unknown = unknown }).GetVector("king"));

    [Theory]
    [InlineData(null)]
    [InlineData(UnknownWord.Error)]
    public void ErrorNamesTheWord(UnknownWord? unknown) => Assert.Contains(
        "'king'", Assert.Throws<KeyNotFoundException>(() => Vectors.WithLookup(new WordLookup { Unknown = unknown }).GetVector("king")).Message);

    [Fact]
    public void SubwordsComeBehindLowerCaseAndBeforeTheLastResort()
    {
        // One bucket: every n-gram has the same vector.
        var vectors = new WordVectors(new WordTable(["ab"], new float[] { 1, 2 }, 2, new SubwordTable(new float[] { 7, 8 }, 2, 1, 3, 3)));
        Assert.True(vectors.HasSubwords);
        var lookup = new WordLookup { LowerCase = true, Unknown = UnknownWord.Zero };
        Assert.Equal([1, 2], vectors.WithLookup(lookup).GetVector("AB"));
        Assert.Equal([7, 8], vectors.WithLookup(new WordLookup { Unknown = UnknownWord.Zero }).GetVector("AB"));
        Assert.Equal([7, 8], vectors.WithLookup(lookup).GetVector("xyz"));
        Assert.Equal([0, 0], vectors.WithLookup(new WordLookup { LowerCase = true, Subwords = false, Unknown = UnknownWord.Zero }).GetVector("xyz"));
        // Neither has an n-gram: the one is too short, the other never gets any.
        Assert.Equal([0, 0], vectors.WithLookup(lookup).GetVector(""));
        Assert.Equal([0, 0], vectors.WithLookup(lookup).GetVector("</s>"));
        Assert.Throws<KeyNotFoundException>(() => vectors.GetVector("</s>"));
    }

    [Fact]
    public void AnUnknownSubstituteIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new WordLookup { Unknown = (UnknownWord)7 });

    [Fact]
    public void LongAndStrangeWordsAreLookedUp()
    {
        var lenient = Vectors.WithLookup(new WordLookup { LowerCase = true });
        Assert.Throws<KeyNotFoundException>(() => lenient.GetVector(new string('Ä', 100_000)));
        Assert.Throws<KeyNotFoundException>(() => lenient.GetVector("\ud800"));
        Assert.Equal([2, 5], lenient.GetVector("İ"));
    }

    [Fact]
    public void VectorsAreHandedOutAsCopies()
    {
        Vectors.GetVector("Queen")[0] = 9;
        Assert.Equal(1, Vectors.GetVector("Queen")[0]);
    }
}
