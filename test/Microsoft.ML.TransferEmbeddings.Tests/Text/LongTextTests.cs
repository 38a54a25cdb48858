using System.Buffers;
using System.Numerics.Tensors;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>Texts with more tokens than the model takes.</summary>
public sealed class LongTextTests : IDisposable
{
    // Of eight tokens two are special: six words a chunk.
    private const int MaxTokens = 8;
    private const string Long = "the good text of row number the bad text of row number the", Short = "the good text";
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new();

    public LongTextTests() => TinyOnnxModel.Write(Model);

    private string Model => folder["model"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void CutTextsAreCountedAndReportedOnce()
    {
        var messages = new List<string>();
        ml.Log += (_, message) =>
        {
            if (message.Kind >= ChannelMessageKind.Warning)
                messages.Add(message.Message);
        };
        using var model = TextEmbeddingModel.FromDirectory(Model, new() { MaxTokens = MaxTokens, Pooling = TextPooling.Mean });
        var data = ml.Data.LoadFromEnumerable(new[] { Short, Long, Short, Long, Long + Short }.Select(text => new Row { Text = text }));
        using var stage = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data);
        Assert.Equal(0, stage.TruncatedInputs);
        Assert.Equal(5, stage.Transform(data).GetColumn<float[]>("Features").Count());
        Assert.Equal(2, stage.TruncatedInputs);
        var engine = ml.Model.CreatePredictionEngine<Row, Embedded>(stage, new PredictionEngineOptions { OwnsTransformer = false });
        engine.Predict(new Row { Text = Long });
        engine.Predict(new Row { Text = Short });
        Assert.Equal(3, stage.TruncatedInputs);
        Assert.All(["Text", "TruncatedInputs", "ChunkAndAverage"], part => Assert.Contains(part, Assert.Single(messages)));

        model.Embed([Long, Short]);
        Assert.Equal(1, model.TruncatedInputs);
    }

    [Fact]
    public void AStaticModelCountsThemToo()
    {
        TinyStaticModel.Write(folder["static"]);
        using var model = TextEmbeddingModel.FromDirectory(folder["static"], new() { MaxTokens = 3 });
        // Few letters: a static model also cuts by characters.
        model.Embed("a b c");
        Assert.Equal(0, model.TruncatedInputs);
        Assert.Equal(model.Embed("a b c"), model.Embed("a b c d"));
        Assert.Equal(1, model.TruncatedInputs);
        using var whole = TextEmbeddingModel.FromDirectory(folder["static"], new() { MaxTokens = 3, LongText = LongText.ChunkAndAverage });
        Assert.NotEqual(whole.Embed("a b c"), whole.Embed("a b c d"));
        Assert.Equal(0, whole.TruncatedInputs);
    }

    [Theory]
    [InlineData(0, "the good text of row number", "the bad text of row number", "the")]
    [InlineData(2, "the good text of row number", "row number the bad text of", "text of row number the")]
    [InlineData(5, "the good text of row number", "good text of row number the", "text of row number the bad", "of row number the bad text",
        "row number the bad text of", "number the bad text of row", "the bad text of row number", "bad text of row number the")]
    public void ChunksAreAveragedByTheirTokens(int overlap, params string[] chunks)
    {
        using var model = TextEmbeddingModel.FromDirectory(Model, new() { MaxTokens = MaxTokens });
        using var chunked = TextEmbeddingModel.FromDirectory(Model, new() { MaxTokens = MaxTokens, LongText = LongText.ChunkAndAverage, ChunkOverlap = overlap });
        var expected = new float[model.Dimension];
        float words = 0;
        foreach (string chunk in chunks)
        {
            int count = chunk.Split(' ').Length;
            TensorPrimitives.MultiplyAdd(model.Embed(chunk), count, expected, expected);
            words += count;
        }
        TensorPrimitives.Divide(expected, words, expected);
        AssertClose(expected, chunked.Embed(Long));
        Assert.Equal(model.Embed(Short), chunked.Embed(Short));
        Assert.Equal(0, chunked.TruncatedInputs);
    }

    [Fact]
    public void LongAndShortTextsShareBatches()
    {
        using var model = TextEmbeddingModel.FromDirectory(Model, new() { MaxTokens = MaxTokens, LongText = LongText.ChunkAndAverage, Normalize = true, Pooling = TextPooling.Parse("max+cls") });
        string[] texts = [.. Enumerable.Range(0, 200).Select(row => string.Join(' ', Enumerable.Range(0, row % 40).Select(word => TinyVocabulary.Pieces[5 + (row + word) % 60].Trim('#'))))];
        var together = model.Embed(texts);
        for (int i = 0; i < texts.Length; i++)
            AssertClose(model.Embed(texts[i]), together[i]);
    }

    [Fact]
    public void EveryChunkHasThePrompt()
    {
        const string prompt = "bad ";
        using var model = TextEmbeddingModel.FromDirectory(Model, new() { MaxTokens = MaxTokens, Prompt = prompt });
        using var chunked = TextEmbeddingModel.FromDirectory(Model, new() { MaxTokens = MaxTokens, Prompt = prompt, LongText = LongText.ChunkAndAverage, ChunkOverlap = 0 });
        float[] first = model.Embed("the good text of row"), second = model.Embed("number the");
        AssertClose([.. first.Zip(second, (a, b) => (5 * a + 2 * b) / 7)], chunked.Embed("the good text of row number the"));
    }

    /// <summary>"go" and "od" are tokens apart, and "good" is one, which counts as the text's.</summary>
    [Fact]
    public void APromptMayJoinTheFirstWord()
    {
        using var plain = TextEmbeddingModel.FromDirectory(Model, new() { MaxTokens = MaxTokens });
        using var chunked = TextEmbeddingModel.FromDirectory(Model, new() { MaxTokens = MaxTokens, Prompt = "go", LongText = LongText.ChunkAndAverage, ChunkOverlap = 0 });
        float[] first = plain.Embed("good text of row number the"), second = plain.Embed("go bad row");
        AssertClose([.. first.Zip(second, (a, b) => (6 * a + 2 * b) / 8)], chunked.Embed("od text of row number the bad row"));
    }

    [Fact]
    public void ChunksWithoutUnknownTokensMayBeShorterThanThePrompt()
    {
        var settings = new OnnxTextSettings(
            MaxTokens, TextPooling.Mean, VectorSettings.Create([], truncateDim: null, new()), Prompt: "the good ", LongText: LongText.ChunkAndAverage, KeepUnknown: false);
        var sequences = new TextSequences(TokenizerFolder.Load([new ModelFile("vocab.txt", Encoding.UTF8.GetBytes(string.Join("\n", TinyVocabulary.Pieces)))], "folder"), settings, "folder");
        var ids = new ArrayBufferWriter<int>();
        var layouts = new List<SequenceLayout>();
        Assert.False(sequences.Encode(string.Concat(Enumerable.Repeat("\u4e00 ", 20)), ids, layouts));
        Assert.Equal([new SequenceLayout(4, 3)], layouts);
    }

    [Fact]
    public void RoomForSpecialTokensAloneIsRefused()
    {
        File.WriteAllText(Path.Combine(Model, "sentence_bert_config.json"), """{"max_seq_length": 2}""");
        Assert.Contains("MaxTokens = 2", Assert.Throws<ArgumentException>(() => TextEmbeddingModel.FromDirectory(Model)).Message);
    }

    [Fact]
    public void TheChoiceIsSaved()
    {
        using var model = TextEmbeddingModel.FromDirectory(Model, new() { MaxTokens = MaxTokens, LongText = LongText.ChunkAndAverage });
        Assert.Equal(LongText.ChunkAndAverage, model.Describe().LongText);
        var data = ml.Data.LoadFromEnumerable([new Row { Text = Long }]);
        using (var stage = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data))
            ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        AssertClose(model.Embed(Long), loaded.Transform(data).GetColumn<float[]>("Features").Single());
        Assert.Equal(0, loaded.TruncatedInputs);
    }

    [Fact]
    public void OverlapThatLeavesNoProgressIsRefused()
    {
        var options = new TextEmbeddingModelOptions { MaxTokens = MaxTokens, LongText = LongText.ChunkAndAverage, ChunkOverlap = 6 };
        Assert.Contains("ChunkOverlap", Assert.Throws<ArgumentException>(() => TextEmbeddingModel.FromDirectory(Model, options)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextEmbeddingModelOptions { ChunkOverlap = -1 });
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }

    private sealed class Embedded
    {
        public float[] Features { get; set; } = [];
    }
}
