using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Training;

public sealed class Word2VecEstimatorTests : IDisposable
{
    private static readonly string[] Texts = [.. PlantedCorpus.Create(1_000).Select(sentence => string.Join(' ', sentence).ToUpperInvariant())];
    private static readonly Word2VecOptions Options = new() { Dimension = 12, Epochs = 2, Subwords = new Word2VecSubwords() };

    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();

    private static TestColumn Text { get; } = new TestColumn<ReadOnlyMemory<char>>(
        "Text", TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = Texts[row].AsMemory(), text => text.ToString());

    public void Dispose() => folder.Dispose();

    [Fact]
    public void StageHasTheVectorsOfTheTrainerAndATextTheirMean()
    {
        var expected = new Word2VecTrainer(Options).Train(Texts.Select(Options.Tokenization.Split));
        using var stage = ml.Transforms.Text.TrainWordVectors("Features", "Text", Options).Fit(Data());
        AssertSame(expected, stage.GetService<WordVectors>()!);

        float[] mean = [.. expected.GetVector("name0a").Zip(expected.GetVector("filler1"), (a, b) => (a + b) / 2)];
        float[][] features = [.. Embed(stage, "Name0A FILLER1", "", "?")];
        Assert.Equal(mean, features[0], (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(new float[12], features[1]);
    }

    [Fact]
    public void LoadedStageHasTheVectorsToo()
    {
        using var stage = ml.Transforms.Text.TrainWordVectors("Features", "Text", Options).Fit(Data());
        ml.Model.Save(stage, Data().Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        AssertSame(stage.GetService<WordVectors>()!, loaded.GetService<WordVectors>()!);
        Assert.Equal(stage.GetService<WordVectors>()!.GetVector("name0c"), loaded.GetService<WordVectors>()!.GetVector("name0c"));
    }

    [Fact]
    public void TextsAreReadOnceAndNothingElseIs()
    {
        var rows = new List<int>();
        var data = Data(TestColumns.Passengers.Where(column => column.Name != "Text"));
        data.OnRow = rows.Add;
        using var stage = ml.Transforms.Text.TrainWordVectors("Features", "Text", Options).Fit(data);
        Assert.Equal(Enumerable.Range(0, Texts.Length), rows);
        Assert.Equal(["Text"], data.LastActive);
        Assert.Equal(0, data.OpenCursors);
    }

    [Fact]
    public void AClassifierBehindItLearns()
    {
        string[][] reviews = [.. File.ReadLines(Path.Combine(Repository.Root, "samples/data/sentiment_labelled_sentences/yelp_labelled.txt")).Select(line => line.Split('\t'))];
        var data = ml.Data.LoadFromEnumerable(reviews.Select(review => new Review { Sentence = review[0], Label = review[1] == "1" }));
        var parts = ml.Data.TrainTestSplit(data, testFraction: 0.2, seed: 1);
        var log = new ProgressLog();
        var options = new Word2VecOptions { Dimension = 50, MinCount = 2, Architecture = Word2VecArchitecture.ContinuousBagOfWords, LearningRate = 0.05 };
        var pipeline = ml.Transforms.Text.TrainWordVectors(
                "Features", new TrainWordVectorsOptions { InputColumnName = "Sentence", Training = options, Progress = log, SlotNames = true })
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression());
        var metrics = ml.BinaryClassification.Evaluate(pipeline.Fit(parts.TrainSet).Transform(parts.TestSet));
        Assert.Equal(20, log.Reports[^1].Epoch);
        Assert.True(metrics.Accuracy > 0.55, $"{metrics.Accuracy:P1}");
    }

    [Fact]
    public void EstimatorPromisesTheSchemaOfTheStage()
    {
        var estimator = ml.Transforms.Text.TrainWordVectors("Features", new TrainWordVectorsOptions { InputColumnName = "Text", Training = Options, SlotNames = true });
        using var stage = estimator.Fit(Data());
        var promised = estimator.GetOutputSchema(SchemaShapes.Of(Data().Schema));
        var given = SchemaShapes.Of(stage.GetOutputSchema(Data().Schema));
        Assert.Equal(given.Select(Describe), promised.Select(Describe));

        static string Describe(SchemaShape.Column column) => $"{column.Name} {column.Kind} {column.ItemType} {string.Join(',', column.Annotations.Select(annotation => annotation.Name))}";
    }

    [Fact]
    public void WrongColumnsAreNamed()
    {
        var estimator = ml.Transforms.Text.TrainWordVectors("Features", "Other", Options);
        Assert.Contains("'Other'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(Data())).Message);
        Assert.Contains("'Other'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(SchemaShapes.Of(Data().Schema))).Message);
        var numbers = ml.Transforms.Text.TrainWordVectors("Features", "Id", Options);
        Assert.Contains("Single", Assert.Throws<ArgumentOutOfRangeException>(() => numbers.Fit(Data([TestColumns.Id]))).Message);
        Assert.Throws<ArgumentException>(() => ml.Transforms.Text.TrainWordVectors("", "Text"));
        Assert.Throws<ArgumentException>(() => ml.Transforms.Text.TrainWordVectors("Features", ""));
        Assert.Throws<ArgumentNullException>(() => ml.Transforms.Text.TrainWordVectors(null!));

        Assert.Throws<ArgumentNullException>(() => ml.Transforms.Text.TrainWordVectors("Features", options: null!));
        Assert.Contains("Embedded", Assert.Throws<NotSupportedException>(
            () => ml.Transforms.Text.TrainWordVectors("Features", new TrainWordVectorsOptions { Storage = ModelStorage.Reference })).Message);

        var trainer = new Word2VecTrainer(Options);
        Assert.Contains("The columns are 'Text', 'Id'", Assert.Throws<ArgumentException>(() => trainer.TrainOnColumn(Data([TestColumns.Id]), "Other")).Message);
        Assert.Contains("Single", Assert.Throws<ArgumentException>(() => trainer.TrainOnColumn(Data([TestColumns.Id]), "Id")).Message);
    }

    [Fact]
    public async Task TrainingOnThePoolGivesTheSameVectors()
    {
        var trainer = new Word2VecTrainer(Options);
        var expected = trainer.TrainOnColumn(Data(), "Text");
        AssertSame(expected, await trainer.TrainOnColumnAsync(Data(), "Text", cancellationToken: TestContext.Current.CancellationToken));
        AssertSame(expected, await trainer.TrainAsync(Texts.Select(Options.Tokenization.Split), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => { _ = trainer.TrainOnColumnAsync(Data(), "Other", cancellationToken: TestContext.Current.CancellationToken); });
        using var canceled = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trainer.TrainAsync(Corpus(), cancellationToken: canceled.Token));

        IEnumerable<string[]> Corpus()
        {
            yield return ["one", "word"];
            canceled.Cancel();
            yield return ["another"];
        }
    }

    [Fact]
    public void TokenColumnsAreTakenAsTheyAre()
    {
        var data = ml.Transforms.Text.TokenizeIntoWords("Tokens", "Text").Fit(Data()).Transform(Data());
        var vectors = new Word2VecTrainer(Options).TrainOnColumn(data, "Tokens");
        AssertSame(new Word2VecTrainer(Options).Train(Texts.Select(text => text.Split(' '))), vectors);
        Assert.Contains("NAME0A", vectors.Names);
    }

    private static RowsDataView Data(IEnumerable<TestColumn>? others = null) => new(Texts.Length, [Text, .. others ?? []]);

    private IEnumerable<float[]> Embed(EmbeddingTransformer stage, params string[] texts)
    {
        var rows = ml.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }));
        return stage.Transform(rows).GetColumn<float[]>("Features");
    }

    private static void AssertSame(WordVectors expected, WordVectors actual)
    {
        Assert.Equal(expected.Names, actual.Names);
        Assert.All(expected.Names, word => Assert.Equal(expected.GetVector(word), actual.GetVector(word)));
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class Review
    {
        public string Sentence { get; set; } = "";

        public bool Label { get; set; }
    }
}
