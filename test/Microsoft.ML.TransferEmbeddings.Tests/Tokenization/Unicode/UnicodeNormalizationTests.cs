using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Unicode;

public class UnicodeNormalizationTests
{
    private static readonly JsonNode Cases = JsonNode.Parse(File.ReadAllBytes(
        Path.Combine(Repository.Root, "test/Microsoft.ML.TransferEmbeddings.Tests/Tokenization/Unicode/normalization-cases.json")))!;

    [Theory]
    [InlineData(UnicodeForm.C)]
    [InlineData(UnicodeForm.D)]
    [InlineData(UnicodeForm.KC)]
    [InlineData(UnicodeForm.KD)]
    internal void EveryCodePointsFormIsTheOriginals(UnicodeForm form)
    {
        StringBuilder forms = new();
        foreach (int point in UnicodeTables.CodePoints())
            forms.Append(Normalized(form, char.ConvertFromUtf32(point))).Append('\n');
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(forms.ToString()));
        Assert.Equal(Cases["forms"]![form.ToString()]!["sha256"]!.GetValue<string>(), Convert.ToHexStringLower(hash));
    }

    /// <summary>Marks in any order, Hangul, what composes over several marks; where each code point comes from.</summary>
    [Theory]
    [InlineData(UnicodeForm.C)]
    [InlineData(UnicodeForm.D)]
    [InlineData(UnicodeForm.KC)]
    [InlineData(UnicodeForm.KD)]
    internal void TextsAndOriginsAreTheOriginals(UnicodeForm form)
    {
        int compared = 0;
        foreach (var (text, result) in Cases["texts"]!.AsArray().Zip(Cases["forms"]![form.ToString()]!["results"]!.AsArray()))
        {
            string original = text!.GetValue<string>();
            var output = Normalize(form, original, tracksOrigins: true);
            Assert.Equal(result!["normalized"]!.GetValue<string>(), output.Chars.ToString());
            Assert.Equal(result["normalized"]!.GetValue<string>(), Normalize(form, original, tracksOrigins: false).Chars.ToString());
            Assert.Equal(result["origins"]!.ToJsonString(), $"[{string.Join(',', Origins(output, original))}]");
            compared++;
        }
        Assert.True(compared > 60);
    }

    [Fact]
    public void ALoneSurrogateStays() => Assert.Equal("e\u0301\uD800\uDC01\uDC01", Normalized(UnicodeForm.D, "\u00e9\uD800\uDC01\uDC01"));

    [Fact]
    public void OriginsOfAnEarlierStepAreKept()
    {
        NormalizedText input = new();
        input.Reset("xe\u0301", tracksOrigins: true, offset: 10);
        NormalizedText output = new();
        UnicodeNormalization.Normalize(UnicodeForm.C, input, new(), output);
        Assert.Equal("x\u00e9", output.Chars.ToString());
        Assert.Equal((11, 12), output.OriginOf(1));
    }

    [Fact]
    public void ManyMarksTakeNoLongTime()
    {
        string text = "a" + string.Concat(Enumerable.Repeat("\u0301\u0323", 200_000));
        string sorted = Normalized(UnicodeForm.D, text);
        Assert.Equal("a" + new string('\u0323', 200_000) + new string('\u0301', 200_000), sorted);
        Assert.Equal('\u1EA1', Normalized(UnicodeForm.C, text)[0]);
    }

    [Fact]
    public void NormalizingAllocatesNothingForACharacter()
    {
        NormalizedText input = new(), output = new();
        NormalizationBuffer buffer = new();
        input.Reset(string.Concat(Enumerable.Repeat("cafe\u0301 \u00e9 \u1112\u1161\u11AB \ufb01\u0323\u0301 ", 20)), tracksOrigins: true);
        UnicodeNormalization.Normalize(UnicodeForm.KC, input, buffer, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            UnicodeNormalization.Normalize(UnicodeForm.KC, input, buffer, output);
        // .NET's own search boxes its arguments as long as its code is not optimized.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 * 100);
    }

    internal static IEnumerable<int> Origins(NormalizedText output, string original)
    {
        int[] codePoints = new int[original.Length + 1];
        for (int i = 0; i < original.Length; i++)
            codePoints[i + 1] = codePoints[i] + (char.IsLowSurrogate(original[i]) ? 0 : 1);
        List<int> origins = [];
        for (int i = 0; i < output.Length; i += char.IsHighSurrogate(output.Chars[i]) ? 2 : 1)
            origins.AddRange([codePoints[output.OriginOf(i).Start], codePoints[output.OriginOf(i).End]]);
        return origins;
    }

    private static string Normalized(UnicodeForm form, string text) => Normalize(form, text, tracksOrigins: false).Chars.ToString();

    private static NormalizedText Normalize(UnicodeForm form, string text, bool tracksOrigins)
    {
        NormalizedText input = new(), output = new();
        input.Reset(text, tracksOrigins);
        UnicodeNormalization.Normalize(form, input, new(), output);
        return output;
    }
}
