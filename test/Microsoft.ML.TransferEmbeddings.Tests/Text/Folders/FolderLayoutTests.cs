using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.Folders;

/// <summary>Where a folder's files lie, and the forms that they have.</summary>
public sealed class FolderLayoutTests : IDisposable
{
    private const string Text = "the good text of row number 7";
    private static readonly string[] Texts = [Text, "bad", "the bad text", "row", "the good row", "a text of numbers and rows"];
    private readonly TemporaryFolder folder = new();

    private string Model => folder["model"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheMostExactGraphIsChosenUnlessTold()
    {
        foreach (string name in new[] { "model_q4", "model_quantized", "model_O2", "model_O4" })
            TinyOnnxModel.Write(Model, seed: name.Length, graphFile: $"{name}.onnx");
        Assert.Equal("model_O2.onnx", Describe().WeightsFile);
        TinyOnnxModel.Write(Model, graphFile: "model.onnx");
        Assert.Equal("model.onnx", Describe().WeightsFile);
        Assert.Equal("model_q4.onnx", Describe(new() { GraphFile = "model_q4.onnx" }).WeightsFile);
        var error = Assert.Throws<FileNotFoundException>(() => Describe(new() { GraphFile = "onnx/other.onnx" }));
        Assert.Contains("model_quantized.onnx", error.Message);
        Assert.Throws<InvalidDataException>(() => Describe(new() { GraphFile = "../model/model.onnx/../../outside.onnx" }));
    }

    [Fact]
    public void AGraphOfAnotherNameIsUsedIfItIsTheOnlyOne()
    {
        TinyOnnxModel.Write(Model, graphFile: "encoder.onnx");
        Assert.Equal("encoder.onnx", Describe().WeightsFile);
        TinyOnnxModel.Write(Model, graphFile: "decoder.onnx");
        var error = Assert.Throws<NotSupportedException>(() => Describe());
        Assert.All(["encoder.onnx", "decoder.onnx", "GraphFile"], name => Assert.Contains(name, error.Message));
    }

    [Theory]
    [InlineData("model.onnx_data")]
    [InlineData("model.onnx.data")]
    public void WeightsInASecondFileAreRead(string file)
    {
        TinyOnnxModel.Write(folder["whole"], seed: 3);
        TinyOnnxModel.Write(Model, seed: 3, weightsFile: file);
        using var whole = TextEmbeddingModel.FromDirectory(folder["whole"]);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Equal(whole.Embed(Text), model.Embed(Text));
        Assert.Equal("float32", model.Describe().Precision);

        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new { Text }]);
        using (var stage = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data))
            ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        Directory.Delete(Model, recursive: true);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(model.Fingerprint, loaded.Fingerprint);
        Assert.Equal(model.Embed(Text), loaded.Transform(data).GetColumn<float[]>("Features").Single());
    }

    [Fact]
    public void GraphsThatDifferInTheSecondFileAloneAreTwoModels()
    {
        TinyOnnxModel.Write(folder["one"], seed: 1, weightsFile: "model.onnx_data");
        TinyOnnxModel.Write(folder["two"], seed: 2, weightsFile: "model.onnx_data");
        Assert.Equal(File.ReadAllBytes(folder["one/model.onnx"]), File.ReadAllBytes(folder["two/model.onnx"]));
        using var one = TextEmbeddingModel.FromDirectory(folder["one"]);
        using var two = TextEmbeddingModel.FromDirectory(folder["two"]);
        Assert.NotEqual(one.Fingerprint, two.Fingerprint);
        Assert.NotEqual(one.Embed(Text), two.Embed(Text));
    }

    [Fact]
    public void SecondFileThatIsMissingOrShortIsNamed()
    {
        TinyOnnxModel.Write(Model, weightsFile: "model.onnx_data");
        byte[] whole = File.ReadAllBytes(folder["model/model.onnx_data"]);
        File.WriteAllBytes(folder["model/model.onnx_data"], whole[..^1]);
        Assert.Contains("model.onnx_data", Assert.Throws<InvalidDataException>(() => TextEmbeddingModel.FromDirectory(Model).Dimension).Message);
        File.Delete(folder["model/model.onnx_data"]);
        Assert.Contains("model.onnx_data", Assert.Throws<FileNotFoundException>(() => TextEmbeddingModel.FromDirectory(Model)).Message);
    }

    [Fact]
    public void InputsOfOtherTypesAndNamesAreFilled()
    {
        float[] expected = Embed(TinyOnnxModel.Write(folder["int64"]));
        Assert.Equal(expected, Embed(TinyOnnxModel.Write(folder["int32"], int32: true)));
        float[] halves = Embed(TinyOnnxModel.Write(folder["half"], halfOutput: true));
        Assert.NotEqual(expected, halves);
        Assert.InRange(TensorPrimitives.Distance<float>(expected, halves), 0, 1e-3f);
        using var placed = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["positions"], withPositions: true));
        Assert.NotEqual(placed.Embed("good bad"), placed.Embed("bad good"));
        AssertBatchesAgree(placed);
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
        Assert.All(expected.Zip(Embed("sentence")), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.Equal(Embed("sentence"), Embed("both"));
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
        TinyOnnxModel.Write(Model);
        Directory.CreateDirectory(folder["model/onnx"]);
        File.Move(folder["model/model.onnx"], folder["model/onnx/model.onnx"]);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Equal(TinyOnnxModel.Dimension, model.Dimension);
    }

    [Fact]
    public void StaticModelIsFoundBesideAnOnnxExport()
    {
        TinyStaticModel.Write(Model);
        TinyOnnxModel.Write(Model);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Equal(TinyStaticModel.Dimension, model.Dimension);
    }

    [Fact]
    public void WithoutAMaskTextsOfOneLengthAloneRunTogether()
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(Model, withMask: false));
        AssertBatchesAgree(model);
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("I8")]
    public void TablesOfEveryTypeAreRead(string type)
    {
        TinyStaticModel.Write(Model, type: type, normalize: false);
        TinyStaticModel.Write(folder["shared"], type: type, normalize: false, sharedRows: true);
        int good = Array.IndexOf(TinyVocabulary.Pieces, "good"), row = Array.IndexOf(TinyVocabulary.Pieces, "row");
        int count = TinyVocabulary.Pieces.Length;
        AssertClose(Mean(TinyStaticModel.Rows(1, count, type), id => id, _ => 1), Embed(Model, "good row"));
        AssertClose(Mean(TinyStaticModel.Rows(1, (count + 1) / 2, type), TinyStaticModel.RowOf, TinyStaticModel.FactorOf), Embed(folder["shared"], "good row"));
        Assert.Equal(type switch { "F32" => "float32", "F16" => "float16", "BF16" => "bfloat16", _ => "int8" }, Describe().Precision);

        float[] Mean(float[] rows, Func<int, int> rowOf, Func<int, double> factorOf) =>
        [
            .. Enumerable.Range(0, TinyStaticModel.Dimension)
                .Select(i => (float)new[] { good, row }.Average(id => factorOf(id) * rows[rowOf(id) * TinyStaticModel.Dimension + i])),
        ];
    }

    [Fact]
    public void StaticEmbeddingOfSentenceTransformersCountsTheUnknownTokenAndEveryToken()
    {
        TinyStaticModel.Write(folder["model/0_StaticEmbedding"], normalize: false);
        File.Delete(folder["model/0_StaticEmbedding/config.json"]);
        TinyModules.WriteEncoder(Model, "StaticEmbedding", "0_StaticEmbedding", "Normalize");
        TinyStaticModel.Write(folder["model2vec"], normalize: true);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        using var model2vec = TextEmbeddingModel.FromDirectory(folder["model2vec"]);
        Assert.Equal(1, TensorPrimitives.Norm<float>(model.Embed("good row")), 1e-5f);
        AssertClose(model2vec.Embed("good row"), model.Embed("good row"));
        Assert.NotEqual(model2vec.Embed("good ☃ row"), model.Embed("good ☃ row"));
        string longText = string.Concat(Enumerable.Repeat("good ", 600));
        Assert.Equal(model2vec.Embed(longText), model2vec.Embed(longText + "row"));
        Assert.NotEqual(model.Embed(longText), model.Embed(longText + "row"));
        Assert.Null(model.Describe().MaxTokens);
    }

    [Fact]
    public void GraphAndVocabularyAloneAreAModel()
    {
        TinyOnnxModel.Write(Model);
        File.Move(folder["model/model.onnx"], folder["network.onnx"]);
        using (var model = TextEmbeddingModel.FromOnnx(folder["network.onnx"], folder["model/vocab.txt"]))
        {
            Assert.Equal((512, TextPooling.Mean), (model.Describe().MaxTokens, model.Describe().Pooling));
            AssertBatchesAgree(model);
        }
        File.WriteAllText(folder["tokenizer.json"], TinyVocabulary.TokenizerJson().ToJsonString());
        using var other = TextEmbeddingModel.FromOnnx(
            folder["network.onnx"], folder["tokenizer.json"], new TextEmbeddingModelOptions { Pooling = TextPooling.Cls, Normalize = true, Prompt = "good " });
        Assert.Equal(1, TensorPrimitives.Norm<float>(other.Embed(Text)), 1e-5f);
        Assert.Throws<FileNotFoundException>(() => TextEmbeddingModel.FromOnnx(folder["other.onnx"], folder["tokenizer.json"]));
        Assert.Throws<ArgumentException>(() => TextEmbeddingModel.FromOnnx(folder["network.onnx"], folder["tokenizer.json"], new() { PromptName = "query" }));
    }

    [Fact]
    public void AModelDescribesItself()
    {
        TinyOnnxModel.Write(Model);
        TinyModules.Write(Model, "Pooling", "Dense", "Normalize");
        TinyModules.WritePooling(Model, """{"pooling_mode": ["cls", "max"]}""");
        TinyModules.WriteDense(Model, "2_Dense", 2 * TinyOnnxModel.Dimension, 6, "torch.nn.modules.linear.Identity");
        TinyModules.WritePrompts(Model, """{"prompts": {"query": "good ", "passage": ""}, "default_prompt_name": "query", "truncate_dim": 4}""");
        File.WriteAllText(folder["model/README.md"], "---\nlanguage: en\nlicense: \"apache-2.0\"\n---\n\n# A model\nlicense: none\n");
        var description = Describe();
        Assert.Equal(4, description.Dimension);
        Assert.Equal(TextPooling.Parse("cls+max"), description.Pooling);
        Assert.Equal(["Dense (Identity)", "Normalize", "Truncate (4)"], description.Modules);
        Assert.Equal(["passage", "query"], description.Prompts.Keys);
        Assert.Equal("good ", description.Prompt);
        Assert.Equal("apache-2.0", description.License);
        Assert.Equal(("vocab.txt", TinyVocabulary.Pieces.Length), (description.TokenizerFile, description.VocabularySize));
        Assert.Equal(("model.onnx", "float32"), (description.WeightsFile, description.Precision));
        Assert.All(["cls+max", "Dense (Identity)", "passage, query", "apache-2.0", "model.onnx, float32", description.Fingerprint], part => Assert.Contains(part, description.ToString()));

        var sentence = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["sentence"], output: null, sentenceOutput: "sentence_embedding")).Describe();
        Assert.Null(sentence.Pooling);
        Assert.Null(sentence.License);
    }

    private TextEmbeddingModelDescription Describe(TextEmbeddingModelOptions? options = null)
    {
        using var model = TextEmbeddingModel.FromDirectory(Model, options);
        return model.Describe();
    }

    private static float[] Embed(string directory, string text = Text)
    {
        using var model = TextEmbeddingModel.FromDirectory(directory);
        return model.Embed(text);
    }

    private static void AssertBatchesAgree(TextEmbeddingModel model)
    {
        var together = model.Embed(Texts, new EmbeddingExecutionOptions { MaxBatchTokens = 1000 });
        for (int i = 0; i < Texts.Length; i++)
            AssertClose(model.Embed(Texts[i]), together[i]);
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
