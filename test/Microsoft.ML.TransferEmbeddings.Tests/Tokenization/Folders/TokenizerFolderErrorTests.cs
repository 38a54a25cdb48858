namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Folders;

/// <summary>What can't be read of a folder without tokenizer.json is said by file and property.</summary>
public sealed class TokenizerFolderErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void FolderWithoutATokenizerIsNamed()
    {
        File.WriteAllText(folder["vocab.json"], "{}");
        AssertRefused<FileNotFoundException>(folder.Root, "tokenizer.json", "vocab.txt", "merges.txt", "spiece.model", "sentencepiece.model");
    }

    [Theory]
    [InlineData("spiece.model", null, "config.json")]
    [InlineData("spiece.model", "QuantumTokenizer", "QuantumTokenizer")]
    [InlineData("vocab.json", "QuantumTokenizer", "QuantumTokenizer")]
    [InlineData("vocab.txt", "BertJapaneseTokenizer", "BertJapaneseTokenizer")]
    public void ClassThatIsNotKnownIsNamed(string vocabulary, string? type, string named)
    {
        Write(vocabulary);
        if (type is not null)
            File.WriteAllText(folder["tokenizer_config.json"], $$"""{"tokenizer_class":"{{type}}"}""");
        AssertRefused<NotSupportedException>(folder.Root, named, "tokenizer.json");
    }

    /// <summary>A vocab.txt does not say whose it is: MPNet's looks like BERT's and is used in another way.</summary>
    [Theory]
    [InlineData("""{"model_type":"mpnet"}""", "mpnet")]
    [InlineData("""{"model_type":"bert","tokenizer_class":"MPNetTokenizer"}""", "MPNetTokenizer")]
    public void ModelTypeCountsWhereNoClassIsNamed(string config, string named)
    {
        Write("vocab.txt");
        File.WriteAllText(folder["config.json"], config);
        AssertRefused<NotSupportedException>(named, "tokenizer.json");
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"BertTokenizer"}""");
        Assert.Equal([1, 0, 2], HuggingFaceTokenizer.FromDirectory(folder.Root).Encode("x").Ids);
    }

    [Theory]
    [InlineData("tokenizer_config.json", "{", "valid JSON")]
    [InlineData("tokenizer_config.json", "[]", "not the object")]
    [InlineData("tokenizer_config.json", """{"tokenizer_class":7}""", "tokenizer_class")]
    [InlineData("tokenizer_config.json", """{"do_lower_case":"yes"}""", "do_lower_case")]
    [InlineData("tokenizer_config.json", """{"cls_token":["[CLS]"]}""", "cls_token")]
    [InlineData("tokenizer_config.json", """{"cls_token":{"content":7}}""", "cls_token.content")]
    [InlineData("tokenizer_config.json", """{"cls_token":{"content":"[CLS]","lstrip":"no"}}""", "cls_token.lstrip")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder":{"x":{"content":"y"}}}""", "added_tokens_decoder")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder":[]}""", "added_tokens_decoder")]
    [InlineData("tokenizer_config.json", """{"additional_special_tokens":{}}""", "additional_special_tokens")]
    [InlineData("special_tokens_map.json", """{"unk_token":{"content":"[UNK]","rstrip":1}}""", "unk_token.rstrip")]
    [InlineData("added_tokens.json", """{"new":-1}""", "new")]
    [InlineData("added_tokens.json", """{"new":"9"}""", "new")]
    [InlineData("config.json", """{"model_type":3}""", "model_type")]
    public void FieldOfAnotherTypeIsNamed(string file, string content, string named)
    {
        Write("vocab.txt");
        File.WriteAllText(folder[file], content);
        AssertRefused<InvalidDataException>(folder[file], named);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e9")]
    public void NumberOutOfRangeIsNamed(string extraIds)
    {
        Write("spiece.model");
        File.WriteAllText(folder["tokenizer_config.json"], $$"""{"tokenizer_class":"T5Tokenizer","extra_ids":{{extraIds}}}""");
        AssertRefused<InvalidDataException>(folder["tokenizer_config.json"], "extra_ids");
    }

    [Fact]
    public void VocabularyOfBytePairsIsNamed()
    {
        Write("vocab.json");
        File.WriteAllText(folder["merges.txt"], "#version: 0.2\na b\n");
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"GPT2Tokenizer"}""");
        AssertRefused<InvalidDataException>(folder["merges.txt"], "'a b'", "line 2");
        File.WriteAllText(folder["vocab.json"], "[");
        AssertRefused<InvalidDataException>(folder["vocab.json"]);
    }

    [Theory]
    [InlineData("vocab.json", """{"tokenizer_class":"RobertaTokenizer"}""", "<s>")]
    [InlineData("vocab.json", """{"tokenizer_class":"GPT2Tokenizer","add_bos_token":true}""", "<|endoftext|>")]
    [InlineData("spiece.model", """{"tokenizer_class":"T5Tokenizer"}""", "</s>")]
    [InlineData("spiece.model", """{"tokenizer_class":"AlbertTokenizer"}""", "[CLS]")]
    [InlineData("spiece.model", """{"tokenizer_class":"CamembertTokenizer"}""", "<s>")]
    [InlineData("vocab.txt", """{"cls_token":"<cls>"}""", "<cls>")]
    public void SpecialTokenThatTheVocabularyLacksIsNamed(string vocabulary, string config, string token)
    {
        Write(vocabulary);
        File.WriteAllText(folder["tokenizer_config.json"], config);
        AssertRefused<InvalidDataException>(folder[vocabulary], $"'{token}'");
    }

    [Fact]
    public void ModelOfAnotherTypeIsNamed()
    {
        File.WriteAllBytes(folder["spiece.model"], SentencePieceWriter.Write([("<unk>", 0, SentencePieceWriter.Unknown)], modelType: SentencePieceWriter.BytePairs));
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"T5Tokenizer"}""");
        AssertRefused<NotSupportedException>(folder["spiece.model"], "Bpe");
    }

    [Fact]
    public void TableOfReplacementsThatIsDamagedIsNamed()
    {
        File.WriteAllBytes(folder["spiece.model"], SentencePieceWriter.Write([("<unk>", 0, SentencePieceWriter.Unknown), ("</s>", 0, SentencePieceWriter.Control)], charsMap: [255, 255, 255, 255]));
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class":"T5Tokenizer"}""");
        AssertRefused<InvalidDataException>(folder["spiece.model"], "precompiled_charsmap");
    }

    private void Write(string vocabulary)
    {
        switch (vocabulary)
        {
            case "vocab.txt":
                File.WriteAllText(folder[vocabulary], "[UNK]\n[CLS]\n[SEP]\n");
                break;
            case "vocab.json":
                File.WriteAllText(folder[vocabulary], """{"a":0,"b":1}""");
                File.WriteAllText(folder["merges.txt"], "#version: 0.2\n");
                break;
            default:
                File.WriteAllBytes(folder[vocabulary], SentencePieceWriter.Write([("<unk>", 0, SentencePieceWriter.Unknown)]));
                break;
        }
    }

    private void AssertRefused<TException>(params string[] named)
        where TException : Exception
    {
        var error = Assert.Throws<TException>(() => HuggingFaceTokenizer.FromDirectory(folder.Root));
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }
}
