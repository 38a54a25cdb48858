using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Unicode;

public class CharsMapTests
{
    private const string Family = "\U0001F468\u200D\U0001F469";

    /// <summary>What a tokenizer whose only normalizer is the map makes of all texts.</summary>
    [Fact]
    public void TextsAreTheOriginals()
    {
        var map = new CharsMap(Published());
        var texts = SharedFiles.Json("tokenizers/suite/texts.json").AsArray();
        var normalized = SharedFiles.Json("tokenizers/suite/uni-xlmr/expected.json")["normalized"]!.AsObject();
        Assert.True(normalized.Count > 20);
        for (int i = 0; i < texts.Count; i++)
        {
            string text = texts[i]!.GetValue<string>();
            if (text.EnumerateRunes().Count() > 300)
                continue;
            string expected = normalized[i.ToString(CultureInfo.InvariantCulture)]?.GetValue<string>() ?? text;
            Assert.Equal(expected, Normalize(map, text).Chars.ToString());
        }
    }

    [Theory]
    [InlineData("e\u0323\u0302", "\u1EB9")]
    [InlineData("\uFB01\u0301", "fi")]
    [InlineData("\u2126\u0301", "\u03A9")]
    [InlineData("\u00B2\u0301", "2")]
    [InlineData("か\u3099", "か\u3099")]
    [InlineData("\u1112\u1161\u11AB", "\u1112\u1161\u11AB")]
    [InlineData("ｶﾞ", "カ\u3099")]
    [InlineData("a\r\nb", "a b")]
    [InlineData(Family, "\U0001F468 \U0001F469")]
    [InlineData("\u2581\u2581a", "  a")]
    [InlineData("\u0001a\u0002", "a")]
    [InlineData("\0\u0085\u00AD\u180E", "\0\u0085\u00AD\u180E")]
    public void QuirksOfTheOriginal(string text, string expected) => Assert.Equal(expected, Normalize(new CharsMap(Published()), text).Chars.ToString());

    [Fact]
    public void ALoneSurrogateIsAReplacementCharacter() => Assert.Equal(" x ", Normalize(new CharsMap(Published()), "\uD800x\uDC00").Chars.ToString());

    /// <summary>A character removed before any other is forgotten: what follows has the places of what came one before.</summary>
    [Fact]
    public void OriginsAreTheOriginals()
    {
        var map = new CharsMap(Published());
        Assert.Equal([0, 1, 1, 2, 2, 3], Origins(map, "\u2122\u001Eg", "TMg"));
        Assert.Equal([0, 1, 1, 2], Origins(map, "\u0001ab", "ab"));
        Assert.Equal([0, 1, 0, 1, 1, 2], Origins(map, "\uFB01x", "fix"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("a\r\nb")]
    [InlineData("e\u0301x")]
    [InlineData("\U0001F1E6\U0001F1E7\U0001F1E8")]
    [InlineData(Family + "\uFE0F")]
    [InlineData("\u00A9\u200D\u00A9")]
    [InlineData("\u1100\u1161\u11A8\uAC00\u11A8")]
    [InlineData("\u0915\u094D\u0937\u093F")]
    [InlineData("\u0600a\u0301")]
    public void ClustersOfOneTextAreWhole(string text)
    {
        List<string> clusters = [];
        for (int i = 0; i < text.Length; i += clusters[^1].Length)
            clusters.Add(text[i..GraphemeClusters.EndOf(text, i)]);
        Assert.Equal(text, string.Concat(clusters));
        int expected = text switch
        {
            "" => 0,
            "ab" or "e\u0301x" or "\U0001F1E6\U0001F1E7\U0001F1E8" => 2,
            "a\r\nb" => 3,
            "\u1100\u1161\u11A8\uAC00\u11A8" => 2,
            _ => 1,
        };
        Assert.Equal(expected, clusters.Count);
    }

    [Fact]
    public void ASmallMap()
    {
        var map = new CharsMap(SmallCharsMap.Write("X\0"u8));
        Assert.Equal("XbcXX", Normalize(map, "abca\u0301a\u0301\u0301").Chars.ToString());
        Assert.Equal("X", Normalize(new CharsMap(SmallCharsMap.Write("X"u8)), "a").Chars.ToString());
        Assert.Equal("b", Normalize(new CharsMap(SmallCharsMap.Write([])), "ab").Chars.ToString());
    }

    [Fact]
    public void ADamagedMapIsRefused()
    {
        Assert.Throws<InvalidDataException>(() => new CharsMap(Array.Empty<byte>()));
        Assert.Throws<InvalidDataException>(() => new CharsMap(new byte[] { 0, 0, 0, 0 }));
        Assert.Throws<InvalidDataException>(() => new CharsMap(new byte[] { 8, 0, 0, 0, 1, 2, 3, 4 }));
        Assert.Throws<InvalidDataException>(() => new CharsMap(SmallCharsMap.Write([0xC3, 0x28, 0])));
    }

    [Fact]
    public void AMutatedMapIsRefusedOrWorks()
    {
        byte[] good = SmallCharsMap.Write("XYZ\0"u8);
        var random = new Random(17);
        int refused = 0;
        NormalizedText input = new(), output = new();
        input.Reset("aba\u0301 \u00e9\uFB01 \u0001z\U0001F468", tracksOrigins: true);
        for (int round = 0; round < 5000; round++)
        {
            byte[] bytes = (byte[])good.Clone();
            for (int i = random.Next(1, 200); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            int length = random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length;
            try
            {
                new CharsMap(bytes.AsMemory(0, length)).Normalize(input, output);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 100, 4999);
    }

    [Fact]
    public void NormalizingAllocatesNothing()
    {
        var map = new CharsMap(Published());
        NormalizedText input = new(), output = new();
        input.Reset(string.Concat(Enumerable.Repeat("Hello \uFB01 e\u0323\u0302 か\u3099 𝔘\r\n", 50)), tracksOrigins: true);
        map.Normalize(input, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            map.Normalize(input, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static IEnumerable<int> Origins(CharsMap map, string text, string expected)
    {
        var output = Normalize(map, text);
        Assert.Equal(expected, output.Chars.ToString());
        return UnicodeNormalizationTests.Origins(output, text);
    }

    private static NormalizedText Normalize(CharsMap map, string text)
    {
        NormalizedText input = new(), output = new();
        input.Reset(text, tracksOrigins: true);
        map.Normalize(input, output);
        return output;
    }

    /// <summary>SentencePiece's nmt_nfkc.</summary>
    private static byte[] Published()
    {
        var normalizer = SharedFiles.Json("tokenizers/suite/uni-xlmr/tokenizer.json")["normalizer"]!.AsObject();
        var map = normalizer["precompiled_charsmap"] ?? normalizer["normalizers"]!.AsArray().Select(n => n!["precompiled_charsmap"]).First(m => m != null);
        return Convert.FromBase64String(map!.GetValue<string>());
    }
}
