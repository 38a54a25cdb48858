using Microsoft.ML.TransferEmbeddings.Tokenization;
using Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>Every tokenizer of the suite against Hugging Face's library: every text, pair and batch, and the steps on the way.</summary>
public class TokenizerSuiteTests
{
    public static readonly TheoryData<string> Names =
    [
        "wp-bert-uncased", "wp-bert-cased-multilingual", "wp-lower-keep-accents", "wp-mpnet", "wp-strip-accents-cased",
        "bl-roberta", "bl-roberta-prefix-space", "bl-modernbert", "bl-split-gpt2", "bl-qwen", "bl-llama3-ignore-merges",
        "bpe-llama2", "bpe-metaspace-first", "bpe-gemma", "bpe-partial-bytes", "bpe-clip",
        "uni-xlmr", "uni-t5", "uni-albert", "uni-byte-fallback", "uni-deberta",
        "wl-whitespace", "wl-digits-punctuation", "wl-bert-front", "added-wordpiece", "added-bytelevel", "post-template", "rare-components",
    ];

    [Fact]
    public void NoTokenizerIsLeftOut() =>
        Assert.Equal(
            Directory.GetDirectories(SharedFiles.Find("tokenizers/suite")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Names.Select(row => row.Data).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void TextsAreEqual(string name)
    {
        var (tokenizer, expected) = Load(name);
        for (int text = 0; text < expected.Texts.Length; text++)
            expected.CheckText(tokenizer, text);
        expected.AssertAllEqual();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PairsAreEqual(string name)
    {
        var (tokenizer, expected) = Load(name);
        foreach (var pair in expected["pairs"].EnumerateArray())
            expected.CheckPair(tokenizer, pair);
        expected.AssertAllEqual();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void BatchesAreEqual(string name)
    {
        var (tokenizer, expected) = Load(name);
        if (!expected.Has("batch"))
        {
            Assert.Null(LoadPipeline(name).Components.Padding);
            return;
        }
        expected.CheckBatch(tokenizer);
        expected.AssertAllEqual();
    }

    /// <summary>The fields hold only texts that the normalizer changes, of up to 300 characters; the others must come back as they are.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void NormalizedTextsAreEqual(string name)
    {
        var (_, expected) = Load(name);
        var components = LoadPipeline(name).Components;
        for (int text = 0; text < expected.Texts.Length; text++)
        {
            string original = expected.Texts[text];
            if (original.EnumerateRunes().Count() > 300)
                continue;
            string want = expected.ForText("normalized", text)?.GetString() ?? original;
            foreach (bool tracksOrigins in new[] { false, true })
                expected.Check(Normalize(components, original, tracksOrigins).Chars.ToString(), want, $"normalized text {text}");
        }
        expected.AssertAllEqual();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WordsAreEqual(string name)
    {
        var (_, expected) = Load(name);
        var components = LoadPipeline(name).Components;
        if (components.PreTokenizer is null)
        {
            Assert.False(expected.Has("pre_tokens"));
            return;
        }
        for (int text = 0; expected.ForText("pre_tokens", text) is { } words; text++)
        {
            string want = string.Join('|', words.EnumerateArray().Select(word => word.GetString()));
            foreach (bool tracksOrigins in components.PreTokenizer.ReadsOrigins ? new[] { true } : [false, true])
                expected.Check(string.Join('|', Words(components, expected.Texts[text], tracksOrigins)), want, $"words of text {text}");
        }
        expected.AssertAllEqual();
    }

    /// <summary>The fast path, which keeps no places, gives the same ids as the whole one.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void IdsAloneAreEqual(string name)
    {
        var (_, expected) = Load(name);
        var pipeline = LoadPipeline(name);
        var whole = new HuggingFaceTokenizer(new TokenizerPipeline(pipeline.Components with { Truncation = null, Padding = null }));
        var ids = new System.Buffers.ArrayBufferWriter<int>();
        foreach (string text in expected.Texts)
        {
            ids.ResetWrittenCount();
            pipeline.Encode(text, ids);
            var encoding = whole.Encode(text);
            expected.Check(string.Join(' ', ids.WrittenSpan.ToArray()), string.Join(' ', encoding.Ids), text);
            expected.Check(whole.CountTokens(text).ToString(), encoding.Count.ToString(), $"count of {text}");
        }
        expected.AssertAllEqual();
    }

    private static (HuggingFaceTokenizer Tokenizer, ExpectedEncodings Expected) Load(string name) =>
        (HuggingFaceTokenizer.FromFile(SharedFiles.Find($"tokenizers/suite/{name}/tokenizer.json")), new ExpectedEncodings($"tokenizers/suite/{name}/expected.json"));

    private static TokenizerPipeline LoadPipeline(string name) =>
        TokenizerJson.Load(File.ReadAllBytes(SharedFiles.Find($"tokenizers/suite/{name}/tokenizer.json")), name);

    private static NormalizedText Normalize(TokenizerComponents components, string original, bool tracksOrigins)
    {
        NormalizedText text = new(), spare = new();
        text.Reset(original, tracksOrigins);
        components.Normalizer.Normalize(ref text, ref spare);
        return text;
    }

    /// <summary>The library cuts the normalized text as if it were an original one.</summary>
    private static List<string> Words(TokenizerComponents components, string original, bool tracksOrigins)
    {
        var text = new NormalizedText();
        text.Reset(Normalize(components, original, tracksOrigins: false).Chars, tracksOrigins);
        var words = new PreTokenizedText();
        words.Reset(text, 0, text.Length);
        components.PreTokenizer!.PreTokenize(words);
        return [.. words.Words.ToArray().Select(word => words.Text.Chars[word.Start..word.End].ToString())];
    }
}
