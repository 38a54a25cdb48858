using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Unicode;

/// <summary>Every code point's class against what Hugging Face's tokenizers does with it.</summary>
public class BertCharactersTests
{
    [Theory]
    [InlineData(BertCharacter.Removed, "BertNormalizer clean_text: removed")]
    [InlineData(BertCharacter.Space, "BertNormalizer clean_text: becomes a space")]
    [InlineData(BertCharacter.Ideograph, "BertNormalizer handle_chinese_chars: gets spaces on both sides")]
    [InlineData(BertCharacter.Punctuation, "BertPreTokenizer and Punctuation: cut off as punctuation")]
    [InlineData(BertCharacter.WhiteSpace, "BertPreTokenizer: dropped as white space")]
    [InlineData(BertCharacter.Mark, "BertNormalizer strip_accents: vanishes (after NFD)")]
    [InlineData(BertCharacter.Lower, "Lowercase: changes")]
    internal void ClassHoldsTheOriginalsCodePoints(BertCharacter kind, string table)
    {
        var expected = Ranges(SharedFiles.Json("tokenizers/suite/unicode-tables.json")[table]!.AsArray()).ToHashSet();
        Assert.NotEmpty(expected);
        for (int point = 0; point <= 0x10FFFF; point++)
            Assert.True(expected.Contains(point) == ((BertCharacters.ClassOf(point) & kind) != 0), $"U+{point:X4}");
    }

    [Fact]
    public void LowerCaseIsTheOriginals()
    {
        var tables = SharedFiles.Json("tokenizers/suite/unicode-tables.json");
        int compared = 0;
        foreach (var (distance, points) in tables["Lowercase: by how much"]!.AsObject())
        {
            foreach (int point in Ranges(points!.AsArray()))
            {
                Assert.Equal(char.ConvertFromUtf32(point + int.Parse(distance, CultureInfo.InvariantCulture)), BertCharacters.ToLower(point).ToString());
                compared++;
            }
        }
        Assert.True(compared > 1400);
        Assert.Equal("i\u0307", BertCharacters.ToLower(0x130).ToString());
    }

    /// <summary>.NET's normalization is of a newer Unicode: code points that were not assigned in version 11 differ by right and are left out.</summary>
    [Fact]
    public void StrippedFormIsTheDecompositionWithoutMarks()
    {
        Assert.SkipUnless("\u00e9".Normalize(NormalizationForm.FormD).Length == 2, "needs a .NET with normalization data");
        Span<char> buffer = stackalloc char[3];
        int compared = 0;
        for (int point = 0x80; point <= 0x2FFFF; point++)
        {
            if (point is >= 0xD800 and <= 0xDFFF || (BertCharacters.ClassOf(point) & BertCharacter.Stripped) == 0)
                continue;
            string expected = string.Concat(char.ConvertFromUtf32(point).Normalize(NormalizationForm.FormD).EnumerateRunes()
                .Where(rune => (BertCharacters.ClassOf(rune.Value) & BertCharacter.Mark) == 0).Select(rune => rune.ToString()));
            Assert.Equal(expected, BertCharacters.Strip(point, buffer).ToString());
            compared++;
        }
        Assert.Equal(2060 + 11172, compared);
    }

    private static IEnumerable<int> Ranges(JsonArray ranges)
    {
        foreach (var range in ranges)
        {
            int[] ends = [.. ((string)range!).Split('-').Select(end => int.Parse(end, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];
            for (int point = ends[0]; point <= ends[^1]; point++)
                yield return point;
        }
    }
}
