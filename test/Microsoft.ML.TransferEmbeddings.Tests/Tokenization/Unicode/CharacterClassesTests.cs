using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Unicode;

public class CharacterClassesTests
{
    [Fact]
    public void NumericIsTheOriginals() => Compare("Digits: cut off as numeric", CharacterClasses.IsNumeric);

    [Fact]
    public void MarksAreTheOriginals() => Compare("StripAccents: vanishes (no NFD)", CharacterClasses.IsStripAccentsMark);

    [Fact]
    public void PunctuationIsTheOriginals() => Compare("BertPreTokenizer and Punctuation: cut off as punctuation", c => (BertCharacters.ClassOf(c) & BertCharacter.Punctuation) != 0);

    [Fact]
    public void WhiteSpaceIsTheOriginals()
    {
        Compare("Whitespace: dropped as white space", CharacterClasses.IsRustWhiteSpace);
        Compare("WhitespaceSplit: dropped as white space", CharacterClasses.IsRustWhiteSpace);
    }

    [Fact]
    public void WordIsTheOriginals() =>
        Compare("Whitespace: neither a word character nor white space", c => !CharacterClasses.IsRustWord(c) && !CharacterClasses.IsRustWhiteSpace(c));

    [Fact]
    public void LowerCaseIsTheOriginals()
    {
        Dictionary<int, string> expected = new() { [0x130] = "i\u0307" };
        foreach (var (distance, points) in UnicodeTables.Json("Lowercase: by how much").AsObject())
        {
            foreach (int point in UnicodeTables.Ranges(points!.AsArray()))
                expected.Add(point, char.ConvertFromUtf32(point + int.Parse(distance, CultureInfo.InvariantCulture)));
        }
        Span<char> lower = stackalloc char[2];
        foreach (int point in UnicodeTables.CodePoints())
        {
            string actual = lower[..CharacterClasses.ToLower(point, lower)].ToString();
            Assert.Equal(expected.GetValueOrDefault(point, char.ConvertFromUtf32(point)), actual);
        }
    }

    [Fact]
    public void LowerCaseComesFromWhereTheCharacterCame()
    {
        NormalizedText source = new(), output = new();
        source.Reset("aİ", tracksOrigins: true);
        output.Clear(source);
        CharacterClasses.AppendLower('İ', source, 1, output);
        Assert.Equal("i\u0307", output.Chars.ToString());
        Assert.Equal((1, 2), output.OriginOf(0));
        Assert.Equal((1, 2), output.OriginOf(1));
    }

    [Theory]
    [InlineData('a', "Latin")]
    [InlineData('я', "Cyrillic")]
    [InlineData('中', "Han")]
    [InlineData('ひ', "Han")]
    [InlineData('カ', "Han")]
    [InlineData('ー', "Han")]
    [InlineData('。', "Common")]
    [InlineData('1', "Common")]
    [InlineData('\n', "Common")]
    [InlineData(' ', "Any")]
    [InlineData('\u0378', "Any")]
    [InlineData('\u0301', "Inherited")]
    [InlineData('한', "Hangul")]
    public void ScriptIsTheOriginals(int codePoint, string script) => Assert.Equal(script, CharacterClasses.ScriptOf(codePoint).ToString());

    private static void Compare(string table, Func<int, bool> isIn)
    {
        var expected = UnicodeTables.Set(table);
        Assert.NotEmpty(expected);
        foreach (int point in UnicodeTables.CodePoints())
            Assert.True(expected.Contains(point) == isIn(point), $"U+{point:X4}");
    }
}
