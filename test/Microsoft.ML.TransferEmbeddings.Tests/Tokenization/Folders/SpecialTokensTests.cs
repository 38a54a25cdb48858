namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Folders;

/// <summary>Special and added tokens of a folder without tokenizer.json, as transformers' <c>from_pretrained</c> puts them together from three files.</summary>
public sealed class SpecialTokensTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SpecialTokensTests() => File.WriteAllText(folder["vocab.txt"], "[UNK]\n[CLS]\n[SEP]\n[PAD]\n[MASK]\n<c>\n<d>\nrow\n");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"cls_token":"<c>"}""", null, "<c> row [SEP]")]
    [InlineData("""{"cls_token":{"content":"<c>","lstrip":false}}""", null, "<c> row [SEP]")]
    // The map counts before the configuration …
    [InlineData("""{"cls_token":"<c>"}""", """{"cls_token":"<d>"}""", "<d> row [SEP]")]
    [InlineData(null, """{"cls_token":{"content":"<d>"},"sep_token":"<c>"}""", "<d> row <c>")]
    // … unless that lists all added tokens, as newer ones do.
    [InlineData("""{"cls_token":"<c>","added_tokens_decoder":{}}""", """{"cls_token":"<d>"}""", "<c> row [SEP]")]
    // What is null or empty says nothing.
    [InlineData("""{"cls_token":null,"sep_token":""}""", null, "[CLS] row [SEP]")]
    public void SpecialTokensAreThoseOfTheFiles(string? config, string? map, string pieces)
    {
        Write(config, map);
        Assert.Equal(pieces, Spell("row"));
    }

    [Theory]
    [InlineData("row [MASK]", "[CLS] row [MASK] [SEP]")]
    [InlineData("row<c>", "[CLS] row <c> [SEP]")]
    [InlineData("row <new>row <NEW>", "[CLS] row <new> row [UNK] [UNK] [UNK] [SEP]")]
    public void SpecialTokensAreFoundWholeInATextAsItIs(string text, string pieces)
    {
        Write("""{"bos_token":"<c>"}""", """{"additional_special_tokens":["<new>"]}""");
        Assert.Equal(pieces, Spell(text));
    }

    [Fact]
    public void TokensThatTheVocabularyLacksFollowInTheOriginalsOrder()
    {
        Write("""{"mask_token":"<m>","bos_token":"<b>","eos_token":"<e>"}""", """{"additional_special_tokens":["<y>",{"content":"<z>","rstrip":true}]}""");
        File.WriteAllText(folder["added_tokens.json"], """{"<w>":20,"<v>":10}""");
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        Assert.Equal(["<v>", "<w>", "<b>", "<e>", "<m>", "<y>", "<z>"], Enumerable.Range(8, 7).Select(tokenizer.IdToToken));
        Assert.Equal(15, tokenizer.VocabularySize);
    }

    /// <summary>A token of the older file is looked for in the normalized text, unless it is a special one.</summary>
    [Theory]
    [InlineData(null, "[CLS] Alpha Alpha [SEP]")]
    [InlineData("""{"additional_special_tokens":["Alpha"]}""", "[CLS] Alpha [UNK] [SEP]")]
    public void AddedTokensHaveAFileOfTheirOwn(string? map, string pieces)
    {
        Write(null, map);
        File.WriteAllText(folder["added_tokens.json"], """{"Alpha":8}""");
        Assert.Equal(pieces, Spell("Alpha ALPHA"));
    }

    [Theory]
    [InlineData("""{"content":"Alpha","normalized":true}""", "Alpha ALPHA alphas", "[CLS] Alpha Alpha Alpha [UNK] [SEP]")]
    [InlineData("""{"content":"Alpha","normalized":true,"single_word":true}""", "Alpha ALPHA alphas", "[CLS] Alpha Alpha [UNK] [SEP]")]
    [InlineData("""{"content":"Alpha"}""", "Alpha ALPHA", "[CLS] Alpha [UNK] [SEP]")]
    public void AddedTokensOfTheNewerFormHaveFlags(string token, string text, string pieces)
    {
        Write($$$"""{"added_tokens_decoder":{"8":{{{token}}}}}""", null);
        // In this form the older file does not count.
        File.WriteAllText(folder["added_tokens.json"], """{"row":9}""");
        Assert.Equal(pieces, Spell(text));
    }

    [Fact]
    public void AddedTokensOfTheNewerFormAreInTheOrderOfTheirIds()
    {
        Write("""{"added_tokens_decoder":{"12":{"content":"<w>"},"9":{"content":"<v>"},"4":{"content":"[MASK]"}}}""", null);
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        Assert.Equal(["<v>", "<w>"], [tokenizer.IdToToken(8), tokenizer.IdToToken(9)]);
        Assert.Equal(4, tokenizer.TokenToId("[MASK]"));
    }

    /// <summary>A class's own mask takes the blank before it along; the files may say otherwise.</summary>
    [Theory]
    [InlineData("{}", "<s> a <mask> </s>")]
    [InlineData("""{"mask_token":"<mask>"}""", "<s> a <mask> </s>")]
    [InlineData("""{"mask_token":{"content":"<mask>","lstrip":false}}""", "<s> a \u0120 <mask> </s>")]
    [InlineData("""{"mask_token":"<mask>","added_tokens_decoder":{"5":{"content":"<mask>","lstrip":false}}}""", "<s> a \u0120 <mask> </s>")]
    [InlineData("""{"added_tokens_decoder":{"5":{"content":"<mask>","lstrip":false}}}""", "<s> a <mask> </s>")]
    public void MaskOfAClassHasFlags(string config, string pieces)
    {
        File.Delete(folder["vocab.txt"]);
        File.WriteAllText(folder["vocab.json"], "{\"<s>\":0,\"<pad>\":1,\"</s>\":2,\"<unk>\":3,\"a\":4,\"<mask>\":5,\"\u0120\":6}");
        File.WriteAllText(folder["merges.txt"], "#version: 0.2\n");
        Write(config, null);
        Assert.Equal(pieces, Spell("a <mask>"));
    }

    [Theory]
    [InlineData("false", "a")]
    [InlineData("true", "<|endoftext|> a")]
    public void Gpt2BeginsWithATokenIfItIsTold(string adds, string pieces)
    {
        File.Delete(folder["vocab.txt"]);
        File.WriteAllText(folder["vocab.json"], """{"a":0,"<|endoftext|>":1}""");
        File.WriteAllText(folder["merges.txt"], "#version: 0.2\n");
        Write($$"""{"tokenizer_class":"GPT2Tokenizer","add_bos_token":{{adds}}}""", null);
        Assert.Equal(pieces, Spell("a"));
    }

    private void Write(string? config, string? map)
    {
        if (config is not null)
            File.WriteAllText(folder["tokenizer_config.json"], config);
        if (map is not null)
            File.WriteAllText(folder["special_tokens_map.json"], map);
    }

    private string Spell(string text)
    {
        var tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
        return TokenizerFiles.Pieces(tokenizer, tokenizer.Encode(text));
    }
}
