using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.Tokenization;

/// <summary>Folders without tokenizer.json: the suite's tokenizers in the files of the original's older classes give the same encodings.</summary>
public class TokenizerFolderTests
{
    [Fact]
    public void VocabularyListIsBerts()
    {
        using var folder = new TemporaryFolder();
        var file = Suite("wp-bert-uncased");
        WriteVocabularyList(folder, file);
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"BertTokenizer","do_lower_case":true}""");
        AssertEqual("wp-bert-uncased", folder);
    }

    [Fact]
    public void CasedVocabularyListIsBertsToo()
    {
        using var folder = new TemporaryFolder();
        WriteVocabularyList(folder, Suite("wp-bert-cased-multilingual"));
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"BertTokenizer","do_lower_case":false}""");
        AssertEqual("wp-bert-cased-multilingual", folder);
    }

    [Theory]
    [InlineData("bl-roberta", """{"tokenizer_class":"RobertaTokenizer","add_prefix_space":false}""")]
    [InlineData("bl-roberta", """{"tokenizer_class":"RobertaTokenizerFast","mask_token":{"content":"<mask>"}}""")]
    [InlineData("bl-roberta", "{}")]
    public void VocabularyAndMergesAreRobertas(string name, string config)
    {
        using var folder = new TemporaryFolder();
        WriteMerges(folder, Suite(name));
        File.WriteAllText(folder["tokenizer_config.json"], config);
        AssertEqual(name, folder);
    }

    [Fact]
    public void VocabularyAndMergesAreGpt2s()
    {
        using var folder = new TemporaryFolder();
        WriteMerges(folder, Suite("bl-split-gpt2"));
        File.WriteAllText(folder["config.json"], """{"model_type":"gpt2"}""");
        AssertEqual("bl-split-gpt2", folder);
    }

    [Fact]
    public void SentencePieceModelIsAlberts()
    {
        using var folder = new TemporaryFolder();
        var file = WithExactScores(Suite("uni-albert"));
        WriteSentencePiece(folder, "spiece.model", file, unknownId: 1);
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"AlbertTokenizer","do_lower_case":true,"keep_accents":false}""");
        AssertEqual(TokenizerFiles.Tokenizer(file), folder, _ => true);
    }

    /// <summary>The suite's sentinels take white space along, those of the class do not: texts with them are left out here, as is truncation.</summary>
    [Fact]
    public void SentencePieceModelIsT5s()
    {
        using var folder = new TemporaryFolder();
        var file = WithExactScores(Suite("uni-t5"));
        WriteSentencePiece(folder, "spiece.model", file, unknownId: 2);
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"T5Tokenizer","extra_ids":3}""");
        file["truncation"] = null;
        AssertEqual(TokenizerFiles.Tokenizer(file), folder, text => !text.Contains("<extra_id", StringComparison.Ordinal));
    }

    [Fact]
    public void SentencePieceModelOfMergesIsLlamas()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["tokenizer.model"], SentencePieceFile.Create(
            [("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("<0x78>", 0, 6), ("\u2581a", -1, 1), ("ab", -2, 1), ("\u2581ab", -3, 1), ("\u2581", -4, 1), ("a", -5, 1), ("b", -6, 1)],
            charsMap: [], unknownId: 0, modelType: 2));
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"LlamaTokenizer"}""");
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        Assert.Equal("<s> \u2581ab ab \u2581 <0x78>", TokenizerFiles.Pieces(tokenizer, tokenizer.Encode("abab x")));
        Assert.Equal("<s> \u2581a <s> \u2581 b", TokenizerFiles.Pieces(tokenizer, tokenizer.Encode("a", "b")));
    }

    [Fact]
    public void SentencePieceModelIsXlmRobertas()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["sentencepiece.bpe.model"], SentencePieceFile.Create(
            [("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), (",", -1, 1), ("\u2581a", -2, 1), ("b", -3, 1), ("\u2581", -4, 1)], charsMap: [], unknownId: 0, modelType: 1));
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"XLMRobertaTokenizer"}""");
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        var encoding = tokenizer.Encode("a<mask>xb", "ab");
        Assert.Equal("<s> \u2581a <mask> \u2581 <unk> b </s> </s> \u2581a b </s>", TokenizerFiles.Pieces(tokenizer, encoding));
        Assert.Equal([0, 5, 8, 7, 3, 6, 2, 2, 5, 6, 2], encoding.Ids);
    }

    [Fact]
    public void TokenizerJsonComesFirst()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["vocab.txt"], "nothing");
        File.WriteAllText(folder["tokenizer.json"], TokenizerFiles.WordLevel(words: "a").ToJsonString());
        Assert.Equal([1], HuggingFaceTokenizer.FromDirectory(folder.Root).Encode("a").Ids);
    }

    [Fact]
    public void WhatCantBeReadIsNamed()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(folder.Root, Assert.Throws<FileNotFoundException>(() => HuggingFaceTokenizer.FromDirectory(folder.Root)).Message);
        File.WriteAllBytes(folder["spiece.model"], SentencePieceFile.Create([("<unk>", 0, 2)], charsMap: [], unknownId: 0, modelType: 1));
        Assert.Contains("config.json", Assert.Throws<NotSupportedException>(() => HuggingFaceTokenizer.FromDirectory(folder.Root)).Message);
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"QuantumTokenizer"}""");
        Assert.Contains("Quantum", Assert.Throws<NotSupportedException>(() => HuggingFaceTokenizer.FromDirectory(folder.Root)).Message);
        File.WriteAllText(folder["vocab.json"], """{"a":0,"b":1}""");
        File.WriteAllText(folder["merges.txt"], "#version: 0.2\na b\n");
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"GPT2Tokenizer"}""");
        Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => HuggingFaceTokenizer.FromDirectory(folder.Root)).Message);
        File.WriteAllText(folder["tokenizer_config.json"], "{");
        Assert.Contains("tokenizer_config.json", Assert.Throws<InvalidDataException>(() => HuggingFaceTokenizer.FromDirectory(folder.Root)).Message);
    }

    private static JsonNode Suite(string name) => SharedFiles.Json($"tokenizers/suite/{name}/tokenizer.json");

    /// <summary>A model file has scores of 32 bits: rounded like this they are the same in both files, and so is the better of two spellings.</summary>
    private static JsonNode WithExactScores(JsonNode file)
    {
        foreach (var piece in file["model"]!["vocab"]!.AsArray())
            piece![1] = Math.Round((double)piece[1]! * 1024) / 1024;
        return file;
    }

    private static void WriteVocabularyList(TemporaryFolder folder, JsonNode file) =>
        File.WriteAllText(folder["vocab.txt"], string.Concat(file["model"]!["vocab"]!.AsObject().OrderBy(piece => (int)piece.Value!).Select(piece => piece.Key + "\n")));

    private static void WriteMerges(TemporaryFolder folder, JsonNode file)
    {
        File.WriteAllText(folder["vocab.json"], file["model"]!["vocab"]!.ToJsonString());
        File.WriteAllText(folder["merges.txt"], "#version: 0.2\n" + string.Concat(file["model"]!["merges"]!.AsArray().Select(merge =>
            merge is JsonArray pair ? $"{(string)pair[0]!} {(string)pair[1]!}\n" : $"{(string)merge!}\n")));
    }

    private static void WriteSentencePiece(TemporaryFolder folder, string name, JsonNode file, int unknownId)
    {
        var pieces = file["model"]!["vocab"]!.AsArray().Select((piece, id) => ((string)piece![0]!, (float)(double)piece[1]!, id == unknownId ? 2 : 1));
        var precompiled = file["normalizer"]!["normalizers"]!.AsArray().Single(step => (string)step!["type"]! == "Precompiled")!;
        File.WriteAllBytes(folder[name], SentencePieceFile.Create(pieces, Convert.FromBase64String((string)precompiled["precompiled_charsmap"]!), unknownId, modelType: 1));
    }

    private static void AssertEqual(string suite, TemporaryFolder folder)
    {
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        var expected = new ExpectedEncodings($"tokenizers/suite/{suite}/expected.json");
        for (int text = 0; text < expected.Texts.Length; text++)
            expected.CheckText(tokenizer, text);
        foreach (var pair in expected["pairs"].EnumerateArray())
            expected.CheckPair(tokenizer, pair);
        expected.AssertAllEqual();
    }

    private static void AssertEqual(HuggingFaceTokenizer whole, TemporaryFolder folder, Func<string, bool> isComparable)
    {
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        string[] texts = [.. SharedFiles.Json("tokenizers/suite/texts.json").AsArray().Select(text => (string)text!).Where(isComparable)];
        Assert.True(texts.Length > 250);
        foreach (string text in texts)
        {
            Assert.Equal(whole.Encode(text, "a pair").Ids, tokenizer.Encode(text, "a pair").Ids);
            Assert.Equal(whole.Encode(text).Offsets, tokenizer.Encode(text).Offsets);
        }
    }
}
