using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Folders;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>Every file that decides a tokenizer's ids is a part of the encoder: in its vectors, its fingerprint, its zip and its reference.</summary>
public sealed class TokenizerFilesTests : IDisposable
{
    private static readonly string[] Texts = ["the text of rowing number 7!", "", "the <mask> of the Row", "  two  blanks </s>row\u4e2d\u00e9"];
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Tiny => [.. TinyTokenizers.All];

    public static TheoryData<string> Suite => [.. SuiteFolders.All];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Tiny))]
    public void VectorsAreThoseOfTheTokenizerJson(string kind)
    {
        using var whole = TextEmbeddingModel.FromDirectory(TinyTokenizers.WriteModel(kind, folder["whole"], asTokenizerJson: true));
        using var model = TextEmbeddingModel.FromDirectory(TinyTokenizers.WriteModel(kind, folder["model"]));
        Assert.Equal(whole.Embed(Texts), model.Embed(Texts));
        Assert.Equal(whole.Describe().VocabularySize, model.Describe().VocabularySize);
        Assert.NotEqual(whole.Fingerprint, model.Fingerprint);
    }

    [Theory]
    [MemberData(nameof(Suite))]
    public void VectorsAreThoseOfTheSuitesTokenizerJson(string layout)
    {
        var file = SuiteFolders.Write(layout, folder["model"]);
        int size = HuggingFaceTokenizer.FromDirectory(folder["model"]).VocabularySize;
        TinyOnnxModel.Write(folder["network"], vocabularySize: size);
        Directory.CreateDirectory(folder["whole"]);
        File.WriteAllText(folder["whole/tokenizer.json"], file.ToJsonString());
        foreach (string place in new[] { "model", "whole" })
            File.Copy(folder["network/model.onnx"], folder[$"{place}/model.onnx"]);
        using var whole = TextEmbeddingModel.FromDirectory(folder["whole"]);
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        string[] texts = [.. SharedFiles.Json("tokenizers/suite/texts.json").AsArray().Select(text => (string)text!).Where(text => text.Length < 500)];
        Assert.Equal(whole.Embed(texts), model.Embed(texts));
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void StaticModelsHaveThemToo(string kind)
    {
        int rows = TinyTokenizers.Size(kind);
        TinyStaticModel.Write(folder["whole"], rows: rows);
        File.WriteAllText(folder["whole/tokenizer.json"], TinyTokenizers.TokenizerJson(kind).ToJsonString());
        TinyStaticModel.Write(folder["model"], rows: rows);
        File.Delete(folder["model/tokenizer.json"]);
        TinyTokenizers.Write(kind, folder["model"]);
        if (kind == TinyTokenizers.SentencePieces)
            File.WriteAllText(folder["model/config.json"], """{"model_type":"model2vec","normalize":true,"tokenizer_class":"T5Tokenizer"}""");
        using var whole = TextEmbeddingModel.FromDirectory(folder["whole"]);
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Assert.Equal(whole.Embed(Texts), model.Embed(Texts));
        Assert.Equal(model.Embed(Texts), ThroughAZip(model));
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void AGraphAloneHasThemBesideItsVocabulary(string kind)
    {
        TinyTokenizers.WriteModel(kind, folder["model"]);
        using var found = TextEmbeddingModel.FromDirectory(folder["model"]);
        Directory.CreateDirectory(folder["elsewhere"]);
        File.Move(folder["model/model.onnx"], folder["elsewhere/graph.onnx"]);
        string vocabulary = kind switch { TinyTokenizers.BytePairs => "vocab.json", TinyTokenizers.SentencePieces => "spiece.model", _ => "vocab.txt" };
        using var told = TextEmbeddingModel.FromOnnx(folder["elsewhere/graph.onnx"], folder[$"model/{vocabulary}"]);
        Assert.Equal(found.Embed(Texts), told.Embed(Texts));
    }

    [Theory]
    [InlineData(TinyTokenizers.BytePairs, "model.onnx vocab.json merges.txt tokenizer_config.json special_tokens_map.json added_tokens.json")]
    [InlineData(TinyTokenizers.SentencePieces, "model.onnx spiece.model tokenizer_config.json config.json")]
    [InlineData(TinyTokenizers.WordPieces, "model.onnx vocab.txt tokenizer_config.json")]
    public void TheZipAndTheReferenceHaveEveryFile(string kind, string files)
    {
        TinyTokenizers.WriteModel(kind, folder["model"]);
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Assert.Equal(files.Split(' '), model.Definition.Files.Select(part => part.Name));
        Assert.Equal(files.Split(' '), model.RequireReference().Paths);
        float[][] vectors = model.Embed(Texts);
        Directory.Delete(folder["model"], recursive: true);
        Assert.Equal(vectors, ThroughAZip(model));
    }

    /// <summary>The tokenizer of a folder with tokenizer.json says all itself: settings that do not count for it are no part.</summary>
    [Fact]
    public void FilesThatDecideNothingAreNoParts()
    {
        TinyTokenizers.WriteModel(TinyTokenizers.BytePairs, folder["model"]);
        File.WriteAllText(folder["model/config.json"], """{"model_type":"roberta"}""");
        using (var named = TextEmbeddingModel.FromDirectory(folder["model"]))
            Assert.DoesNotContain("config.json", named.Definition.Files.Select(part => part.Name));
        File.WriteAllText(folder["model/tokenizer.json"], TinyTokenizers.TokenizerJson(TinyTokenizers.BytePairs).ToJsonString());
        using var whole = TextEmbeddingModel.FromDirectory(folder["model"]);
        Assert.Equal(["model.onnx", "tokenizer.json"], whole.Definition.Files.Select(part => part.Name));
    }

    [Theory]
    [InlineData(TinyTokenizers.BytePairs, "merges.txt", "\u0120 of\n", "")]
    [InlineData(TinyTokenizers.BytePairs, "merges.txt", "r o\nro w\n", "")]
    [InlineData(TinyTokenizers.BytePairs, "vocab.json", "\"a\":5,\"b\":6", "\"b\":5,\"a\":6")]
    [InlineData(TinyTokenizers.BytePairs, "tokenizer_config.json", "}", ",\"add_prefix_space\":true}")]
    [InlineData(TinyTokenizers.BytePairs, "tokenizer_config.json", "}", ",\"cls_token\":\"<mask>\"}")]
    [InlineData(TinyTokenizers.BytePairs, "special_tokens_map.json", "\"lstrip\":true", "\"lstrip\":false")]
    [InlineData(TinyTokenizers.BytePairs, "added_tokens.json", "number", "rowing")]
    [InlineData(TinyTokenizers.SentencePieces, "tokenizer_config.json", "}", ",\"legacy\":false}")]
    [InlineData(TinyTokenizers.WordPieces, "tokenizer_config.json", "}", ",\"strip_accents\":false}")]
    [InlineData(TinyTokenizers.WordPieces, "tokenizer_config.json", "true", "false")]
    public void FlippedItShows(string kind, string file, string old, string replacement)
    {
        TinyTokenizers.WriteModel(kind, folder["model"]);
        var before = Measure();
        string content = File.ReadAllText(folder[$"model/{file}"]);
        Assert.Contains(old, content);
        int place = content.LastIndexOf(old, StringComparison.Ordinal);
        File.WriteAllText(folder[$"model/{file}"], content[..place] + replacement + content[(place + old.Length)..]);
        var after = Measure();
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
        Assert.NotEqual(before.Vectors, after.Vectors);
    }

    private (string Fingerprint, float[][] Vectors) Measure()
    {
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        float[][] vectors = ThroughAZip(model);
        Assert.Equal(model.Embed(Texts), vectors);
        return (model.Fingerprint, vectors);
    }

    private float[][] ThroughAZip(TextEmbeddingModel model)
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable(Texts.Select(text => new { Text = text }));
        using (var stage = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data))
            ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(model.Fingerprint, loaded.Fingerprint);
        return [.. loaded.Transform(data).GetColumn<float[]>("Features")];
    }
}
