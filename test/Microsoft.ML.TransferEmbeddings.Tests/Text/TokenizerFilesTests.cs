using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>Encoders of folders without tokenizer.json.</summary>
public sealed class TokenizerFilesTests : IDisposable
{
    private const string Text = "the good text, the bad text";
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("bl-roberta", "RobertaTokenizer")]
    [InlineData("bl-split-gpt2", "GPT2Tokenizer")]
    public void VectorsAreThoseOfTheSameTokenizerAsTokenizerJson(string name, string type)
    {
        string path = SharedFiles.Find($"tokenizers/suite/{name}/tokenizer.json");
        var file = JsonNode.Parse(File.ReadAllText(path))!;
        int size = HuggingFaceTokenizer.FromFile(path).VocabularySize;
        foreach (string model in (string[])["whole", "files"])
        {
            TinyOnnxModel.Write(folder[model], vocabularySize: size);
            File.Delete(folder[$"{model}/vocab.txt"]);
        }
        File.Copy(path, folder["whole/tokenizer.json"]);
        File.WriteAllText(folder["files/vocab.json"], file["model"]!["vocab"]!.ToJsonString());
        File.WriteAllLines(folder["files/merges.txt"], file["model"]!["merges"]!.AsArray().Select(merge => merge is JsonArray pair ? $"{(string)pair[0]!} {(string)pair[1]!}" : (string)merge!));
        File.WriteAllText(folder["files/tokenizer_config.json"], $$"""{"tokenizer_class": "{{type}}"}""");

        using var whole = TextEmbeddingModel.FromDirectory(folder["whole"]);
        using var files = TextEmbeddingModel.FromDirectory(folder["files"]);
        string[] texts = [.. SharedFiles.Json("tokenizers/suite/texts.json").AsArray().Select(text => (string)text!)];
        Assert.Equal(whole.Embed(texts), files.Embed(texts));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheZipHasThemAll(bool sentencePiece)
    {
        string path = Write(sentencePiece);
        using var model = TextEmbeddingModel.FromDirectory(path);
        float[] expected = model.Embed(Text);
        Assert.NotEqual(expected, model.Embed("the good text, the bid text"));
        var data = ml.Data.LoadFromEnumerable([new { Input = Text }]);
        using (var stage = ml.Transforms.Text.EmbedText("Features", "Input", model).Fit(data))
            ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        Directory.Delete(path, recursive: true);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(expected, loaded.Transform(data).GetColumn<float[]>("Features").Single());
        Assert.Equal(model.Fingerprint, loaded.Fingerprint);
    }

    [Theory]
    [InlineData("merges.txt", "#version: 0.2\nt h\nth e\n")]
    [InlineData("tokenizer_config.json", """{"tokenizer_class": "RobertaTokenizer", "add_prefix_space": true}""")]
    [InlineData("tokenizer_config.json", """{"tokenizer_class": "RobertaTokenizer", "sep_token": "<pad>"}""")]
    [InlineData("special_tokens_map.json", """{"cls_token": {"content": "<mask>"}}""")]
    public void EveryFileThatDecidesIdsIsInTheFingerprint(string file, string content)
    {
        string path = Write(sentencePiece: false);
        using var before = TextEmbeddingModel.FromDirectory(path);
        File.WriteAllText(Path.Combine(path, file), content);
        using var after = TextEmbeddingModel.FromDirectory(path);
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
        Assert.NotEqual(before.Embed(Text), after.Embed(Text));
    }

    [Fact]
    public void GraphAndVocabularyAloneDoToo()
    {
        foreach (bool sentencePiece in (bool[])[false, true])
        {
            string path = Write(sentencePiece);
            using var expected = TextEmbeddingModel.FromDirectory(path);
            using var model = TextEmbeddingModel.FromOnnx(Path.Combine(path, "model.onnx"), Path.Combine(path, sentencePiece ? "sentencepiece.bpe.model" : "vocab.json"));
            Assert.Equal(expected.Embed(Text), model.Embed(Text));
        }
    }

    [Fact]
    public void AddedTokensThatTheClassDoesNotKnowAreRefused()
    {
        string path = Write(sentencePiece: false);
        File.WriteAllText(Path.Combine(path, "added_tokens.json"), """{"<mask>": 271}""");
        TextEmbeddingModel.FromDirectory(path).Dispose();
        File.WriteAllText(Path.Combine(path, "added_tokens.json"), """{"<new>": 272}""");
        Assert.Contains("<new>", Assert.Throws<NotSupportedException>(() => TextEmbeddingModel.FromDirectory(path)).Message);
    }

    /// <summary>A tokenizer.json's own truncation does not count, on whichever side it cuts.</summary>
    [Fact]
    public void TheBeginningOfATextIsKept()
    {
        TinyOnnxModel.Write(folder["model"]);
        using var expected = TextEmbeddingModel.FromDirectory(folder["model"], new() { MaxTokens = 5 });
        var tokenizer = TinyVocabulary.TokenizerJson();
        tokenizer["truncation"] = JsonNode.Parse("""{"direction": "Left", "max_length": 4, "strategy": "LongestFirst", "stride": 0}""");
        File.WriteAllText(folder["model/tokenizer.json"], tokenizer.ToJsonString());
        using var model = TextEmbeddingModel.FromDirectory(folder["model"], new() { MaxTokens = 5 });
        Assert.Equal("tokenizer.json", model.Describe().TokenizerFile);
        Assert.Equal(expected.Embed("the good text"), model.Embed("the good text of row"));
    }

    private string Write(bool sentencePiece) => sentencePiece ? TinyTokenizerFiles.WriteSentencePiece(folder["pieces"]) : TinyTokenizerFiles.WriteBytePairs(folder["pairs"]);
}
