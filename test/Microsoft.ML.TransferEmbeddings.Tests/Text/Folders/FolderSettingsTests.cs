using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.Folders;

/// <summary>What a folder says happens, and what the user says overrides it.</summary>
public sealed class FolderSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

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
        TinyModules.Write(folder["model"], "Pooling");
        TinyModules.WritePooling(folder["model"], pooling);
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
    public void SmallerOfTwoLengthsIsUsed()
    {
        TinyOnnxModel.Write(folder["model"]);
        File.WriteAllText(folder["model/config.json"], """{"max_position_embeddings": 5}""");
        File.WriteAllText(folder["model/tokenizer_config.json"], """{"model_max_length": 8}""");
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Assert.Equal(model.Embed("the good text"), model.Embed("the good text of row number"));
    }

    [Fact]
    public void NormalizeIsTheFoldersUnlessTold()
    {
        TinyOnnxModel.Write(folder["model"]);
        using (var plain = TextEmbeddingModel.FromDirectory(folder["model"]))
            Assert.NotEqual(1, Length(plain), 1e-3f);
        using (var told = TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { Normalize = true }))
            Assert.Equal(1, Length(told), 1e-5f);
        TinyModules.Write(folder["model"], "Pooling", "Normalize");
        using (var found = TextEmbeddingModel.FromDirectory(folder["model"]))
            Assert.Equal(1, Length(found), 1e-5f);

        static float Length(TextEmbeddingModel model) => MathF.Sqrt(model.Embed("the good text").Sum(value => value * value));
    }

    [Fact]
    public void MissingPoolingFileIsNamedAndCanBeOverridden()
    {
        TinyOnnxModel.Write(folder["model"]);
        TinyModules.Write(folder["model"], "Pooling");
        TinyModules.WritePooling(folder["model"], "{}");
        Directory.Delete(folder["model/1_Pooling"], recursive: true);
        Assert.Contains("1_Pooling/config.json", Assert.Throws<FileNotFoundException>(() => TextEmbeddingModel.FromDirectory(folder["model"])).Message);
        TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { Pooling = TextPooling.Cls }).Dispose();
    }

    [Fact]
    public void StaticModelHasMeanPoolingAlone()
    {
        TinyStaticModel.Write(folder["model"]);
        var error = Assert.Throws<NotSupportedException>(() => TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { Pooling = TextPooling.Max }));
        Assert.Contains("max", error.Message);
    }

    /// <summary>A tokenizer.json's own truncation does not count, on whichever side it cuts.</summary>
    [Fact]
    public void StaticModelKeepsTheStartOfAText()
    {
        TinyStaticModel.Write(folder["model"]);
        using var plain = TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { MaxTokens = 3 });
        WriteLeftTruncation();
        using var model = TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { MaxTokens = 3 });
        Assert.Equal(plain.Embed("the good text of row"), model.Embed("the good text of row"));
        Assert.Equal(model.Embed("the good text"), model.Embed("the good text of row"));
        Assert.NotEqual(model.Embed("text of row"), model.Embed("the good text of row"));
    }

    [Fact]
    public void NetworkKeepsTheStartOfATextToo()
    {
        TinyOnnxModel.Write(folder["model"]);
        using var plain = TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { MaxTokens = 5 });
        WriteLeftTruncation();
        using var model = TextEmbeddingModel.FromDirectory(folder["model"], new TextEmbeddingModelOptions { MaxTokens = 5 });
        Assert.Equal("tokenizer.json", model.Describe().TokenizerFile);
        Assert.Equal(plain.Embed("the good text"), model.Embed("the good text of row"));
    }

    [Fact]
    public void FewerTokensThanTheSpecialOnesAreRefused()
    {
        TinyOnnxModel.Write(folder["model"]);
        foreach (int tokens in new[] { 1, 2 })
        {
            File.WriteAllText(folder["model/sentence_bert_config.json"], $$"""{"max_seq_length": {{tokens}}}""");
            var error = Assert.Throws<ArgumentException>(() => TextEmbeddingModel.FromDirectory(folder["model"]));
            Assert.Contains($"MaxTokens = {tokens}", error.Message);
        }
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

    private void WriteLeftTruncation()
    {
        var tokenizer = TinyVocabulary.TokenizerJson();
        tokenizer["truncation"] = JsonNode.Parse("""{"direction":"Left","max_length":4,"strategy":"LongestFirst","stride":0}""");
        File.WriteAllText(folder["model/tokenizer.json"], tokenizer.ToJsonString());
    }
}
