
namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>Every pre-tokenizer by itself, on a few characters.</summary>
public class PreTokenizerTests
{
    [Theory]
    [InlineData("""{"type":"BertPreTokenizer"}""", "a$b a\u20acb,", "a|$|b|a\u20acb|,")]
    [InlineData("""{"type":"Whitespace"}""", "a\u200db x\u00b2!? ", "a\u200db|x|\u00b2!?")]
    [InlineData("""{"type":"WhitespaceSplit"}""", " a,\u00a0b\n", "a,|b")]
    [InlineData("""{"type":"Punctuation"}""", "a,,b", "a|,|,|b")]
    [InlineData("""{"type":"Punctuation","behavior":"MergedWithPrevious"}""", "a,,b", "a,|,|b")]
    [InlineData("""{"type":"Digits","individual_digits":true}""", "a12\u00bd", "a|1|2|\u00bd")]
    [InlineData("""{"type":"Digits","individual_digits":false}""", "a12b", "a|12|b")]
    [InlineData("""{"type":"CharDelimiterSplit","delimiter":"-"}""", "-a--b", "a|b")]
    [InlineData("""{"type":"FixedLength","length":2}""", "ab\ud83d\ude00de", "ab|\ud83d\ude00d|e")]
    [InlineData("""{"type":"UnicodeScripts"}""", "Apples \u308a\u3093\u3054 \u6797", "Apples |\u308a\u3093\u3054 \u6797")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Removed","invert":false}""", "-a--b-", "a|b")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Removed","invert":true}""", "-a--b-", "-|-|-|-")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Isolated","invert":false}""", "-a--b-", "-|a|-|-|b|-")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithPrevious","invert":false}""", "-a--b-", "-|a-|-|b-")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithNext","invert":false}""", "-a--b-", "-a|-|-b|-")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Contiguous","invert":false}""", "-a--b-", "-|a|--|b|-")]
    [InlineData("""{"type":"Split","pattern":{"Regex":"\\p{L}+"},"behavior":"Isolated","invert":false}""", "\ud835\udd18\ud835\udd2b1", "\ud835\udd18\ud835\udd2b|1")]
    [InlineData("""{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always","split":true}""", "a  b", "\u2581a|\u2581|\u2581b")]
    [InlineData("""{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always","split":false}""", "a b", "\u2581a\u2581b")]
    [InlineData("""{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"never"}""", "a b", "a|\u2581b")]
    [InlineData("""{"type":"Metaspace","replacement":"_","add_prefix_space":true,"str_rep":"_"}""", " a b", "_a|_b")]
    [InlineData("""{"type":"Metaspace","replacement":"_","add_prefix_space":false,"str_rep":"_"}""", "a b", "a|_b")]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"_","prepend_scheme":"first"}]}""", "a b", "_a|b")]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true}""", "it's \u00e9", "\u0120it|'s|\u0120\u00c3\u00a9")]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""", "a b", "a\u0120b")]
    [InlineData("""{"type":"Sequence","pretokenizers":[]}""", "a b", "a b")]
    public void TextIsCut(string preTokenizer, string text, string words) => Assert.Equal(words, TokenizerFiles.Words(preTokenizer, text));
}
