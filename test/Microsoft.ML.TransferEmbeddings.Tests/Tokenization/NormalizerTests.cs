
namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>Every normalizer by itself, on a few characters.</summary>
public class NormalizerTests
{
    [Theory]
    [InlineData("""{"type":"Lowercase"}""", "\u0130\u039f\u0394\u039f\u03a3 \u212a", "i\u0307\u03bf\u03b4\u03bf\u03c3 k")]
    [InlineData("""{"type":"StripAccents"}""", "e\u0301\u00e9\u0939\u093f", "e\u00e9\u0939")]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":false}""", " \u00a0a b ", "a b ")]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":true}""", "\n\t ", "")]
    [InlineData("""{"type":"Nmt"}""", "a\u0001b\tc\u200dd\u00a0e", "ab c d\u00a0e")]
    [InlineData("""{"type":"Prepend","prepend":"> "}""", "a", "> a")]
    [InlineData("""{"type":"Prepend","prepend":"> "}""", "", "")]
    [InlineData("""{"type":"ByteLevel"}""", "a \u00e9", "a\u0120\u00c3\u00a9")]
    [InlineData("""{"type":"Replace","pattern":{"String":"''"},"content":"\""}""", "''a'''", "\"a\"'")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":"(a)(b)?"},"content":"$1-\\1"}""", "xaby", "x$1-\\1y")]
    [InlineData("""{"type":"Replace","pattern":{"String":""},"content":"-"}""", "ab", "-a-b-")]
    [InlineData("""{"type":"NFD"}""", "\u00e9", "e\u0301")]
    [InlineData("""{"type":"NFC"}""", "e\u0301", "\u00e9")]
    [InlineData("""{"type":"NFKD"}""", "\ufb01\u00e9", "fie\u0301")]
    [InlineData("""{"type":"NFKC"}""", "\u32ff\u00b2", "\u32ff2")]
    [InlineData("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""", "\u00c9\u0085\u4e2d\u0130", "e \u4e2d i")]
    // Marks that are not in the table of stripped ones are put in order and stay.
    [InlineData("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""", "A\u08d4\u0301\u302e", "a\u302e\u08d4")]
    [InlineData("""{"type":"BertNormalizer","clean_text":false,"handle_chinese_chars":false,"strip_accents":false,"lowercase":false}""", "\u00c9\u0085\u4e2d\0", "\u00c9\u0085\u4e2d\0")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"Lowercase"},{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"_"}]}]}""", "A", "_a")]
    [InlineData("""{"type":"Sequence","normalizers":[]}""", "A", "A")]
    public void TextIsNormalized(string normalizer, string text, string normalized) =>
        Assert.Equal(normalized, TokenizerFiles.Normalize(normalizer, text));
}
