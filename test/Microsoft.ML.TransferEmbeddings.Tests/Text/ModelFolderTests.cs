using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>What a folder says happens, what the user says overrides it, and what is wrong with a folder is said by name.</summary>
public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void MissingFolderIsNamed() => AssertRefused<DirectoryNotFoundException>(folder["nowhere"], folder["nowhere"]);

    [Fact]
    public void FolderWithoutAModelIsNamed()
    {
        Directory.CreateDirectory(folder["empty"]);
        AssertRefused<FileNotFoundException>(folder["empty"], folder["empty"], "model.onnx", "model.safetensors");
    }

    [Fact]
    public void FolderWithoutAVocabularyIsNamed()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.Delete(folder["model/vocab.txt"]);
        AssertRefused<FileNotFoundException>(folder["model"], folder["model"], "vocab.txt", "tokenizer.json");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(0.5)]
    [InlineData(-1)]
    public void TruncatedGraphIsNamed(double keep)
    {
        TinyOnnxModel.Write(folder["model"]);
        byte[] whole = File.ReadAllBytes(folder["model/model.onnx"]);
        int length = keep switch { 0.5 => whole.Length / 2, -1 => whole.Length - 1, _ => (int)keep };
        File.WriteAllBytes(folder["model/model.onnx"], whole[..length]);
        AssertRefused<InvalidDataException>(folder["model"], "model.onnx", "copy the file again");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(60)]
    [InlineData(-1)]
    public void TruncatedWeightsAreNamed(int keep)
    {
        TinyStaticModel.Write(folder["model"]);
        byte[] whole = File.ReadAllBytes(folder["model/model.safetensors"]);
        File.WriteAllBytes(folder["model/model.safetensors"], whole[..(keep < 0 ? whole.Length - 1 : keep)]);
        AssertRefused<InvalidDataException>(folder["model"], "model.safetensors", "copy the file again");
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public void VocabularyThatDoesNotFitAStaticModelIsNamed(int more)
    {
        TinyStaticModel.Write(folder["model"], rows: TinyVocabulary.Pieces.Length + more);
        AssertRefused<InvalidDataException>(folder["model"], "tokenizer.json", "model.safetensors", "does not fit");
    }

    [Fact]
    public void VocabularyLargerThanTheGraphsTableIsNamed()
    {
        TinyOnnxModel.Write(folder["model"], vocabularySize: 40);
        AssertRefused<InvalidDataException>(folder["model"], "model.onnx", "does not fit");
    }

    [Theory]
    [InlineData(40)]
    // A vocabulary cut by a twentieth, as another model's may be.
    [InlineData(97)]
    [InlineData(30_522)]
    public void VocabularyThatDoesNotFitTheConfigurationIsNamed(int configured)
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/config.json"], $$"""{"vocab_size": {{configured}}}""");
        AssertRefused<InvalidDataException>(folder["model"], "vocab.txt", "does not fit");
    }

    [Fact]
    public void VocabularyWithoutSpecialTokensIsNamed()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllLines(folder["model/vocab.txt"], TinyVocabulary.Pieces.Skip(5));
        AssertRefused<InvalidDataException>(folder["model"], "vocab.txt", "[UNK]");
    }

    [Fact]
    public void BrokenJsonIsNamed()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/modules.json"], "[{");
        AssertRefused<InvalidDataException>(folder["model"], "modules.json");
    }

    [Fact]
    public void UnknownModuleIsNamed()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/modules.json"], """[{"type": "sentence_transformers.models.Transformer", "path": ""}, {"type": "sentence_transformers.models.CNN", "path": "2_CNN"}]""");
        AssertRefused<NotSupportedException>(folder["model"], "modules.json", "CNN");
        Assert.Throws<NotSupportedException>(() => TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { Normalize = true, Pooling = TextPooling.Mean }));
    }

    [Theory]
    [InlineData("sentence_bert_config.json", "do_lower_case", "true")]
    public void SettingThatIsNotAppliedIsNamed(string file, string setting, string value)
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder[$"model/{file}"], $$"""{"{{setting}}": null}""");
        TextEmbeddingModel.FromDirectory(folder["model"]).Dispose();
        File.WriteAllText(folder[$"model/{file}"], $$"""{"{{setting}}": {{value}}}""");
        AssertRefused<NotSupportedException>(folder["model"], file, setting);
    }

    [Fact]
    public void MissingPoolingFileIsNamedAndCanBeOverridden()
    {
        TinyOnnxModel.Write(folder["model"]);
        WriteModules("{}");
        Directory.Delete(folder["model/1_Pooling"], recursive: true);
        AssertRefused<FileNotFoundException>(folder["model"], "1_Pooling/config.json");
        TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { Pooling = TextPooling.Cls }).Dispose();
    }

    [Theory]
    [InlineData("config.json", """{"vocab_size": "93"}""")]
    [InlineData("config.json", "[]")]
    [InlineData("modules.json", "{}")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": "long"}""")]
    [InlineData("tokenizer.json", """{"pre_tokenizer": 3}""")]
    public void FieldOfAnotherTypeIsSaid(string file, string content)
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder[$"model/{file}"], content);
        AssertRefused<InvalidDataException>(folder["model"], folder["model"]);
    }

    [Fact]
    public void ByteOrderMarkIsNoFault()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/config.json"], """{"max_position_embeddings": 5}""", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        TextEmbeddingModel.FromDirectory(folder["model"]).Dispose();
    }

    [Theory]
    [InlineData("BertJapaneseTokenizer")]
    [InlineData("MPNetTokenizer")]
    public void VocabularyFileOfAnotherTokenizerIsNamed(string type)
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/tokenizer_config.json"], $$"""{"tokenizer_class": "{{type}}"}""");
        AssertRefused<NotSupportedException>(folder["model"], type, "tokenizer.json");
    }

    [Fact]
    public void MoreTokensThanPositionsAreSaid()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/config.json"], """{"max_position_embeddings": 8}""");
        File.WriteAllText(folder["model/sentence_bert_config.json"], """{"max_seq_length": 16}""");
        AssertRefused<InvalidDataException>(folder["model"], "sentence_bert_config.json", "16", "8");
    }

    [Fact]
    public void EmptyTextWithoutSpecialTokensIsZeros()
    {
        TinyOnnxModel.Write(folder["model"]);
        var tokenizer = TinyVocabulary.TokenizerJson();
        tokenizer["post_processor"] = null;
        File.WriteAllText(folder["model/tokenizer.json"], tokenizer.ToJsonString());
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Assert.All(model.Embed(""), value => Assert.Equal(0, value));
        float[][] several = model.Embed(["", "the good text", null]);
        Assert.All(several[0].Concat(several[2]), value => Assert.Equal(0, value));
        Assert.Equal(model.Embed("the good text"), several[1]);
    }

    [Theory]
    [InlineData("""{"pooling_mode": "attention"}""", "attention")]
    [InlineData("""{"pooling_mode_mean_tokens": false, "pooling_mode_median_tokens": true}""", "pooling_mode_median_tokens")]
    public void UnknownPoolingIsNamed(string pooling, string name)
    {
        TinyOnnxModel.Write(folder["model"]);
        WriteModules(pooling);
        AssertRefused<NotSupportedException>(folder["model"], "1_Pooling/config.json", name);
    }

    [Theory]
    [InlineData("""{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}""", "cls")]
    [InlineData("""{"pooling_mode_cls_token": false, "pooling_mode_max_tokens": true}""", "max")]
    [InlineData("""{"pooling_mode_mean_tokens": true}""", "mean")]
    [InlineData("""{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true, "pooling_mode_lasttoken": true}""", "cls+mean+lasttoken")]
    [InlineData("""{"pooling_mode_mean_sqrt_len_tokens": true, "pooling_mode_weightedmean_tokens": true}""", "mean_sqrt_len_tokens+weightedmean")]
    [InlineData("""{"pooling_mode": "cls"}""", "cls")]
    [InlineData("""{"pooling_mode": ["max"]}""", "max")]
    [InlineData("""{"pooling_mode": ["mean", "weightedmean", "cls"]}""", "mean+weightedmean+cls")]
    [InlineData("""{"pooling_mode_mean_tokens": false}""", "mean")]
    public void PoolingOfTheFolderIsUsed(string pooling, string name)
    {
        var expected = TextPooling.Parse(name);
        TinyOnnxModel.Write(folder["model"]);
        WriteModules(pooling);
        using var found = TextEmbeddingModel.FromDirectory(folder["model"]);
        using var told = TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { Pooling = expected });
        Assert.Equal(told.Fingerprint, found.Fingerprint);
        Assert.Equal(told.Embed("the good text"), found.Embed("the good text"));
    }

    [Theory]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": 5}""")]
    [InlineData("tokenizer_config.json", """{"model_max_length": 5}""")]
    [InlineData("config.json", """{"max_position_embeddings": 5}""")]
    public void MaximumLengthOfTheFolderIsUsed(string file, string content)
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder[$"model/{file}"], content);
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Assert.Equal(model.Embed("the good text"), model.Embed("the good text of row number"));
        Assert.NotEqual(model.Embed("the good text"), model.Embed("the good row"));

        if (file == "config.json")
        {
            var error = Assert.Throws<ArgumentException>(() => TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { MaxTokens = 6 }));
            Assert.Contains("max_position_embeddings", error.Message);
            return;
        }
        using var longer = TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { MaxTokens = 100 });
        Assert.NotEqual(longer.Embed("the good text"), longer.Embed("the good text of row number"));
        Assert.NotEqual(model.Fingerprint, longer.Fingerprint);
    }

    [Fact]
    public void NormalizeIsTheFoldersUnlessTold()
    {
        TinyOnnxModel.Write(folder["model"]);
        using (var plain = TextEmbeddingModel.FromDirectory(folder["model"]))
            Assert.NotEqual(1, Length(plain), 1e-3f);
        using (var told = TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { Normalize = true }))
            Assert.Equal(1, Length(told), 1e-5f);
        WriteModules("""{"pooling_mode_mean_tokens": true}""", normalize: true);
        using (var found = TextEmbeddingModel.FromDirectory(folder["model"]))
            Assert.Equal(1, Length(found), 1e-5f);

        static float Length(TextEmbeddingModel model) => MathF.Sqrt(model.Embed("the good text").Sum(value => value * value));
    }

    [Fact]
    public void InputsAndOutputsOfTheGraphAreFound()
    {
        TinyOnnxModel.Write(folder["hidden"]);
        TinyOnnxModel.Write(folder["tokens"], output: "token_embeddings");
        TinyOnnxModel.Write(folder["other"], output: "output_0");
        TinyOnnxModel.Write(folder["both"], sentenceOutput: "sentence_embedding");
        TinyOnnxModel.Write(folder["sentence"], output: null, sentenceOutput: "sentence_embedding");
        TinyOnnxModel.Write(folder["typeless"], withTypeIds: false);

        float[] expected = Embed("hidden");
        Assert.Equal(expected, Embed("tokens"));
        Assert.Equal(expected, Embed("other"));
        Assert.Equal(expected, Embed("both"));
        Assert.All(expected.Zip(Embed("sentence")), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.NotEqual(expected, Embed("typeless"));

        float[] Embed(string name)
        {
            using var model = TextEmbeddingModel.FromDirectory(folder[name]);
            return model.Embed("rowing the text of number 12!");
        }
    }

    [Fact]
    public void GraphInTheOnnxFolderIsFound()
    {
        TinyOnnxModel.Write(folder["model"]);
        Directory.CreateDirectory(folder["model/onnx"]);
        File.Move(folder["model/model.onnx"], folder["model/onnx/model.onnx"]);
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Assert.Equal(TinyOnnxModel.Dimension, model.Dimension);
    }

    [Fact]
    public void TokenizerJsonIsPreferredAndEqual()
    {
        TinyOnnxModel.Write(folder["model"]);
        using var plain = TextEmbeddingModel.FromDirectory(folder["model"]);
        File.WriteAllText(folder["model/tokenizer.json"], TinyVocabulary.TokenizerJson().ToJsonString());
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Assert.NotEqual(plain.Fingerprint, model.Fingerprint);
        Assert.Equal(plain.Embed("rowing, the Text!"), model.Embed("rowing, the Text!"));
    }

    [Fact]
    public void SmallerOfTwoLengthsIsUsed()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/config.json"], """{"max_position_embeddings": 5}""");
        File.WriteAllText(folder["model/tokenizer_config.json"], """{"model_max_length": 8}""");
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Assert.Equal(model.Embed("the good text"), model.Embed("the good text of row number"));
    }

    [Fact]
    public void StaticModelIsFoundBesideAnOnnxExport()
    {
        TinyStaticModel.Write(folder["model"]);
        TinyOnnxModel.Write(folder["model"]);
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Assert.Equal(TinyStaticModel.Dimension, model.Dimension);
    }

    [Fact]
    public void StaticModelHasMeanPoolingAlone()
    {
        TinyStaticModel.Write(folder["model"]);
        var error = Assert.Throws<NotSupportedException>(() => TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { Pooling = TextPooling.Max }));
        Assert.Contains("max", error.Message);
    }

    [Fact]
    public void FilesMayGoOnceTheModelIsRead()
    {
        TinyOnnxModel.Write(folder["model"]);
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Directory.Delete(folder["model"], recursive: true);
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new { Sentence = "the good text" }]);
        using var stage = ml.Transforms.Text.EmbedText("Features", "Sentence", model).Fit(data);
        ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(model.Fingerprint, loaded.Fingerprint);
    }

    private void WriteModules(string pooling, bool normalize = false)
    {
        var modules = new JsonArray(
            new JsonObject { ["type"] = "sentence_transformers.models.Transformer", ["path"] = "" },
            new JsonObject { ["type"] = "sentence_transformers.sentence_transformer.modules.Pooling", ["path"] = "1_Pooling" });
        if (normalize)
            modules.Add((JsonNode)new JsonObject { ["type"] = "sentence_transformers.models.Normalize", ["path"] = "2_Normalize" });
        File.WriteAllText(folder["model/modules.json"], modules.ToJsonString());
        Directory.CreateDirectory(folder["model/1_Pooling"]);
        File.WriteAllText(folder["model/1_Pooling/config.json"], pooling);
    }

    private static void AssertRefused<TException>(string directory, params string[] named)
        where TException : Exception
    {
        var error = Assert.Throws<TException>(() => TextEmbeddingModel.FromDirectory(directory));
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }
}
