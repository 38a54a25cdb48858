using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Folders;

/// <summary>Folders without tokenizer.json: the files of the original's older classes give the encodings of the tokenizer.json that the class makes of them.</summary>
public sealed class TokenizerFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Layouts => [.. SuiteFolders.All];

    /// <summary>These tokenizers are the suite's as they are: the values are those of Hugging Face's library.</summary>
    [Theory]
    [InlineData("bert", "wp-bert-uncased")]
    [InlineData("bert-cased", "wp-bert-cased-multilingual")]
    [InlineData("roberta", "bl-roberta")]
    [InlineData("gpt2", "bl-split-gpt2")]
    public void EncodingsAreTheOriginals(string layout, string suite)
    {
        SuiteFolders.Write(layout, folder.Root);
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        var expected = new ExpectedEncodings($"tokenizers/suite/{suite}/expected.json");
        for (int text = 0; text < expected.Texts.Length; text++)
            expected.CheckText(tokenizer, text);
        foreach (var pair in expected["pairs"].EnumerateArray())
            expected.CheckPair(tokenizer, pair);
        expected.AssertAllEqual();
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void EncodingsAreThoseOfTheTokenizerJson(string layout)
    {
        var whole = TokenizerFiles.Tokenizer(SuiteFolders.Write(layout, folder.Root));
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        Assert.Equal(whole.VocabularySize, tokenizer.VocabularySize);
        foreach (string text in SharedFiles.Json("tokenizers/suite/texts.json").AsArray().Select(text => (string)text!))
        {
            Assert.Equal(whole.Encode(text, "a pair").Ids, tokenizer.Encode(text, "a pair").Ids);
            Assert.Equal(whole.Encode(text).Ids, tokenizer.Encode(text).Ids);
            Assert.Equal(whole.Encode(text).Offsets, tokenizer.Encode(text).Offsets);
        }
    }

    [Fact]
    public void FilesWithoutAClassAreRobertasIfTheyHaveItsTokens()
    {
        SuiteFolders.Write("roberta", folder.Root);
        var named = HuggingFaceTokenizer.FromDirectory(folder.Root);
        File.Delete(folder["tokenizer_config.json"]);
        Assert.Equal(named.Encode("Hello world").Ids, HuggingFaceTokenizer.FromDirectory(folder.Root).Encode("Hello world").Ids);
    }

    [Theory]
    [InlineData("{}", "<s> \u2581ab ab \u2581 <0x78>", "<s> \u2581a <s> \u2581 b")]
    [InlineData("""{"add_eos_token":true,"add_bos_token":false}""", "\u2581ab ab \u2581 <0x78> </s>", "\u2581a </s> \u2581 b </s>")]
    [InlineData("""{"bos_token":"b","eos_token":{"content":"a"},"add_eos_token":true}""", "b a b a b \u2581 \u2581 <0x78> a", "b a a b b a")]
    [InlineData("""{"legacy":false}""", "<s> \u2581ab ab \u2581 <0x78>", "<s> \u2581a <s> \u2581 b")]
    [InlineData("""{"add_prefix_space":false}""", "<s> ab ab \u2581 <0x78>", "<s> a <s> b")]
    [InlineData("""{"add_prefix_space":false,"legacy":false}""", "<s> ab ab \u2581 <0x78>", "<s> a <s> b")]
    public void SentencePieceModelOfMergesIsLlamas(string config, string pieces, string pair)
    {
        File.WriteAllBytes(folder["tokenizer.model"], SentencePieceWriter.Write(
            [
                ("<unk>", 0, SentencePieceWriter.Unknown), ("<s>", 0, SentencePieceWriter.Control), ("</s>", 0, SentencePieceWriter.Control),
                ("<0x78>", 0, SentencePieceWriter.Byte), .. Normal(("\u2581a", -1), ("ab", -2), ("\u2581ab", -3), ("\u2581", -4), ("a", -5), ("b", -6)),
            ],
            modelType: SentencePieceWriter.BytePairs));
        File.WriteAllText(folder["tokenizer_config.json"], config.Insert(1, """ "tokenizer_class":"LlamaTokenizer" """ + (config == "{}" ? "" : ",")));
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        Assert.Equal(pieces, TokenizerFiles.Pieces(tokenizer, tokenizer.Encode("abab x")));
        Assert.Equal(pair, TokenizerFiles.Pieces(tokenizer, tokenizer.Encode("a", "b")));
    }

    /// <summary>With <c>legacy: false</c> what follows a special token is not the beginning of a text.</summary>
    [Theory]
    [InlineData("Llama", true, "<s> <s> \u2581a")]
    [InlineData("Llama", false, "<s> <s> a")]
    [InlineData("T5", true, "</s> \u2581a </s>")]
    [InlineData("T5", false, "</s> a </s>")]
    public void LaterVersionsOfAClassPrependOnce(string type, bool legacy, string pieces)
    {
        File.WriteAllBytes(folder["spiece.model"], SentencePieceWriter.Write(
            [("<unk>", 0, SentencePieceWriter.Unknown), ("<s>", 0, SentencePieceWriter.Control), ("</s>", 0, SentencePieceWriter.Control), .. Normal(("\u2581a", -1), ("a", -2), ("\u2581", -3))],
            modelType: type == "Llama" ? SentencePieceWriter.BytePairs : SentencePieceWriter.Unigram));
        File.WriteAllText(folder["tokenizer_config.json"], $$"""{"tokenizer_class":"{{type}}Tokenizer","legacy":{{(legacy ? "true" : "false")}},"extra_ids":0}""");
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        Assert.Equal(pieces, TokenizerFiles.Pieces(tokenizer, tokenizer.Encode(type == "Llama" ? "<s>a" : "</s>a")));
    }

    [Fact]
    public void SentencePieceModelIsXlmRobertas()
    {
        WriteXlmRoberta("sentencepiece.bpe.model");
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        var encoding = tokenizer.Encode("a<mask>xb", "ab");
        Assert.Equal("<s> \u2581a <mask> \u2581 <unk> b </s> </s> \u2581a b </s>", TokenizerFiles.Pieces(tokenizer, encoding));
        Assert.Equal([0, 5, 8, 7, 3, 6, 2, 2, 5, 6, 2], encoding.Ids);
    }

    [Theory]
    [InlineData("sentencepiece.bpe.model")]
    [InlineData("spiece.model")]
    [InlineData("spm.model")]
    [InlineData("tokenizer.model")]
    [InlineData("sentencepiece.model")]
    public void SentencePieceModelHasSeveralNames(string name)
    {
        WriteXlmRoberta(name);
        Assert.Equal([0, 5, 2], HuggingFaceTokenizer.FromDirectory(folder.Root).Encode("a").Ids);
    }

    /// <summary>As in the original, which adds them to the tokens that are cut out of a text first.</summary>
    [Fact]
    public void PiecesForControlAndForTheUserAreFoundWhole()
    {
        File.WriteAllBytes(folder["spiece.model"], SentencePieceWriter.Write(
            [
                ("<unk>", 0, SentencePieceWriter.Unknown), ("</s>", 0, SentencePieceWriter.Control), ("<ctrl>", 0, SentencePieceWriter.Control), ("(x)", 0, SentencePieceWriter.UserDefined),
                .. Normal(("\u2581a", -1), ("(", -2), ("x", -3), (")", -4), ("a", -5), ("\u2581", -6)),
            ]));
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"T5Tokenizer","extra_ids":0}""");
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        Assert.Equal("\u2581a (x) <ctrl> \u2581a </s>", TokenizerFiles.Pieces(tokenizer, tokenizer.Encode("a(x)<ctrl>a")));
    }

    [Fact]
    public void TokenizerJsonComesFirst()
    {
        File.WriteAllText(folder["vocab.txt"], "nothing");
        File.WriteAllText(folder["tokenizer.json"], TokenizerFiles.WordLevel(words: "a").ToJsonString());
        Assert.Equal([1], HuggingFaceTokenizer.FromDirectory(folder.Root).Encode("a").Ids);
    }

    /// <summary>Some editors write one.</summary>
    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    [InlineData("tokenizer_config.json")]
    public void ByteOrderMarkIsNoFault(string file)
    {
        File.WriteAllText(folder["vocab.json"], """{"a":0,"b":1,"ab":2}""");
        File.WriteAllText(folder["merges.txt"], "a b\n");
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"GPT2Tokenizer"}""");
        if (file == "tokenizer.json")
            File.WriteAllText(folder[file], TokenizerFiles.WithModel("""{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}""").ToJsonString());
        File.WriteAllText(folder[file], File.ReadAllText(folder[file]), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal([2], HuggingFaceTokenizer.FromDirectory(folder.Root).Encode("ab").Ids);
    }

    private void WriteXlmRoberta(string name)
    {
        File.WriteAllBytes(folder[name], SentencePieceWriter.Write(
            [
                ("<unk>", 0, SentencePieceWriter.Unknown), ("<s>", 0, SentencePieceWriter.Control), ("</s>", 0, SentencePieceWriter.Control),
                .. Normal((",", -1), ("\u2581a", -2), ("b", -3), ("\u2581", -4)),
            ]));
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"XLMRobertaTokenizer"}""");
    }

    private static IEnumerable<(string, double, int)> Normal(params (string Piece, double Score)[] pieces) => pieces.Select(piece => (piece.Piece, piece.Score, SentencePieceWriter.Normal));
}
