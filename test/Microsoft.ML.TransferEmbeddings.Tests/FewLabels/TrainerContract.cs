using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

/// <summary>What holds for every classification trainer. A new one gets all of it by a subclass that makes it.</summary>
public abstract class TrainerContract : IDisposable
{
    private protected const int Classes = 3;

    protected TrainerContract() => Data = new Clusters(Ml, IsBinary ? 2 : Classes);

    private protected MLContext Ml { get; } = new(seed: 1);

    private protected Clusters Data { get; }

    private protected TemporaryFolder Folder { get; } = new();

    protected abstract bool IsBinary { get; }

    /// <summary>Whether ML.NET alone reads the zip.</summary>
    protected virtual bool IsNative => true;

    /// <summary>On the clusters at their default spread.</summary>
    protected virtual double LeastAccuracy => 0.85;

    private protected abstract IEstimator<ITransformer> Trainer(MLContext ml);

    private protected string Label => IsBinary ? nameof(Clusters.Row.Flag) : "Label";

    public void Dispose() => Folder.Dispose();

    [Fact]
    public void LearnsWhatThereIsToLearn()
    {
        var model = Trainer(Ml).Fit(Data.View(Data.Rows(48, seed: 1)));
        Assert.InRange(Accuracy(model, Data.Rows(300, seed: 2)), LeastAccuracy, 1);
    }

    [Fact]
    public void FreshProcessGivesTheSameBitsOneRowOrMany()
    {
        var view = Data.View(Data.Rows(60, seed: 1));
        var model = FitWithScores(view);
        Ml.Model.Save(model, view.Schema, Folder["model.zip"]);
        using (var stream = File.Create(Folder["rows.idv"]))
            Ml.Data.SaveAsBinary(view, stream);
        FreshProcess.Run(Folder["model.zip"], Folder["rows.idv"], Folder["scores"], "Scores");

        float[] written = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Folder["scores"])).ToArray();
        float[] expected = [.. model.Transform(view).GetColumn<float[]>("Scores").SelectMany(scores => scores)];
        Assert.Equal(60 * (IsBinary ? 2 : Classes), expected.Length);
        Assert.Equal(expected, written[..expected.Length]);
        Assert.Equal(expected, written[expected.Length..]);
    }

    [Fact]
    public void ANativeZipNamesNothingOfThisLibrary()
    {
        var view = Data.View(Data.Rows(30, seed: 1));
        Ml.Model.Save(Trainer(Ml).Fit(view), view.Schema, Folder["model.zip"]);
        using var archive = ZipFile.OpenRead(Folder["model.zip"]);
        bool found = archive.Entries.Any(entry =>
        {
            using var stream = entry.Open();
            using var content = new MemoryStream();
            stream.CopyTo(content);
            // ML.NET's headers have two bytes a character.
            string bytes = Encoding.Latin1.GetString(content.ToArray());
            return bytes.Contains("TransferEmbeddings") || bytes.Replace("\0", "").Contains("TransferEmbeddings");
        });
        Assert.Equal(IsNative, !found);
    }

    [Fact]
    public void EstimatorPromisesTheModelsSchema()
    {
        var view = Data.View(Data.Rows(30, seed: 1));
        var trainer = Trainer(Ml);
        var promised = trainer.GetOutputSchema(SchemaShapes.Of(view.Schema));
        var given = trainer.Fit(view).GetOutputSchema(view.Schema);
        Assert.Equal(given.Where(column => !column.IsHidden).Select(column => column.Name).Order(), promised.Select(column => column.Name).Order());
        foreach (var column in promised)
        {
            var type = given[column.Name].Type;
            Assert.Equal(column.IsKey, type is KeyDataViewType);
            Assert.Equal(column.ItemType, column.IsKey ? NumberDataViewType.UInt32 : (type as VectorDataViewType)?.ItemType ?? type);
        }
    }

    [Fact]
    public void PredictionsCarryTheLabelsNames()
    {
        var view = Data.View(Data.Rows(30, seed: 1));
        var schema = Trainer(Ml).Fit(view).GetOutputSchema(view.Schema);
        if (IsBinary)
        {
            Assert.Equal(BooleanDataViewType.Instance, schema["PredictedLabel"].Type);
            return;
        }
        string[] expected = [.. Enumerable.Range(0, Classes).Select(Clusters.NameOf)];
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["PredictedLabel"].GetKeyValues(ref names);
        Assert.Equal(expected, names.DenseValues().Select(name => name.ToString()));
        schema["Score"].GetSlotNames(ref names);
        Assert.Equal(expected, names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void SameRowsGiveTheSameModel()
    {
        var view = Data.View(Data.Rows(45, seed: 1));
        float[][] one = ScoresOf(Trainer(new MLContext(seed: 1)).Fit(view), view), two = ScoresOf(Trainer(new MLContext(seed: 2)).Fit(view), view);
        Assert.Equal(one, two);
    }

    [Fact]
    public void FilteredAndShuffledRowsTrainAsWell()
    {
        var view = Data.View(Data.Rows(90, seed: 1));
        var shuffled = Ml.Data.ShuffleRows(Ml.Data.FilterRowsByColumn(view, nameof(Clusters.Row.Id), 0, 60), seed: 3);
        Assert.InRange(Accuracy(Trainer(Ml).Fit(shuffled), Data.Rows(300, seed: 2)), LeastAccuracy, 1);
    }

    [Fact]
    public void ProbabilitiesSumToOne()
    {
        var view = Data.View(Data.Rows(45, seed: 1));
        var transformed = Trainer(Ml).Fit(view).Transform(view);
        if (IsBinary)
            Assert.All(transformed.GetColumn<float>("Probability"), probability => Assert.InRange(probability, 0, 1));
        else
            Assert.All(transformed.GetColumn<float[]>("Score"), scores => Assert.Equal(1, scores.Sum(), 1e-5f));
    }

    [Fact]
    public void MissingAndWrongColumnsAreNamed()
    {
        var noFeatures = Ml.Transforms.DropColumns("Features").Fit(Data.View(Data.Rows(9, 1))).Transform(Data.View(Data.Rows(9, 1)));
        string missing = Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(Ml).Fit(noFeatures)).Message;
        Assert.All(["Features", "Flag", "Weight"], column => Assert.Contains($"'{column}'", missing));
        var wrong = Ml.Transforms.CopyColumns("Features", "Id").Fit(noFeatures).Transform(noFeatures);
        Assert.Contains("Features", Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(Ml).Fit(wrong)).Message);
        var rows = Data.Rows(9, 1);
        rows[4].Features[2] = float.NaN;
        Assert.Contains("row 4", Assert.Throws<ArgumentException>(() => Trainer(Ml).Fit(Data.View(rows))).Message);
    }

    /// <summary>ML.NET lets any of these come in a column of known length; none is taken for zeros.</summary>
    [Theory]
    [MemberData(nameof(BadVectors.All), MemberType = typeof(BadVectors))]
    public void TrainingRefusesARowWithoutAWholeVectorByName(string kind)
    {
        var rows = Data.Rows(30, 1);
        rows[4].Features = BadVectors.Create(kind, Clusters.Dimension)!;
        string message = Assert.Throws<ArgumentException>(() => Trainer(Ml).Fit(Data.View(rows))).Message;
        Assert.Contains("'Features'", message);
        Assert.Contains("row 4", message);
        Assert.Contains("Filter", message);
    }

    /// <summary>Such as a missing image's vector.</summary>
    [Fact]
    public void AVectorOfNaNHasNoScoreAndNoLabel() => HasNoScore([.. Enumerable.Repeat(float.NaN, Clusters.Dimension)]);

    [Theory]
    [MemberData(nameof(BadVectors.OfAnotherLength), MemberType = typeof(BadVectors))]
    public void PredictionRefusesAVectorOfAnotherLength(string kind)
    {
        var model = FitWithScores(Data.View(Data.Rows(45, seed: 1)));
        var rows = Data.Rows(3, seed: 2);
        rows[1].Features = BadVectors.Create(kind, Clusters.Dimension)!;
        Assert.ThrowsAny<Exception>(() => model.Transform(Data.View(rows)).GetColumn<float[]>("Scores").ToArray());
        using var engine = Ml.Model.CreatePredictionEngine<Clusters.Row, Answer>(model);
        float[] expected = engine.Predict(rows[0]).Scores;
        Assert.ThrowsAny<Exception>(() => engine.Predict(rows[1]));
        Assert.Equal(expected, engine.Predict(rows[0]).Scores);
    }

    /// <summary>Embeddings of any encoder: only the direction or the relative lengths of vectors count, whatever their unit.</summary>
    [Theory]
    [InlineData(1e30f)]
    [InlineData(1e-30f)]
    public void VectorsOfHugeOrTinyLengthAreLearnedFrom(float factor)
    {
        Factor = factor;
        Assert.InRange(Accuracy(Trainer(Ml).Fit(Data.View(Scaled(Data.Rows(48, seed: 1)))), Scaled(Data.Rows(300, seed: 2))), LeastAccuracy, 1);
    }

    [Fact]
    public void PredictionEngineAnswersAsTheCursorDoes()
    {
        var view = Data.View(Data.Rows(45, seed: 1));
        var chain = FitWithScores(view);
        using var engine = Ml.Model.CreatePredictionEngine<Clusters.Row, Answer>(chain);
        float[][] expected = ScoresOf(chain, view);
        Assert.All(Data.Rows(45, seed: 1).Zip(expected), pair => Assert.Equal(pair.Second, engine.Predict(pair.First).Scores));
    }

    /// <summary>What <see cref="Scaled"/> multiplies vectors by.</summary>
    private float Factor { get; set; } = 1;

    private protected List<Clusters.Row> Scaled(List<Clusters.Row> rows)
    {
        rows.ForEach(row => row.Features = Array.ConvertAll(row.Features, value => value * Factor));
        return rows;
    }

    private protected void HasNoScore(float[] vector)
    {
        var model = FitWithScores(Data.View(Data.Rows(45, seed: 1)));
        var rows = Data.Rows(3, seed: 2);
        rows[1].Features = vector;
        var transformed = model.Transform(Data.View(rows));
        float[][] scores = [.. transformed.GetColumn<float[]>("Scores")];
        Assert.All(scores[1], score => Assert.True(float.IsNaN(score), $"{score}"));
        Assert.All(scores[0].Concat(scores[2]), score => Assert.True(float.IsFinite(score)));
        if (!IsBinary)
            Assert.Equal([true, false, true], transformed.GetColumn<uint>("PredictedLabel").Select(key => key != 0));
        using var engine = Ml.Model.CreatePredictionEngine<Clusters.Row, Answer>(model);
        Assert.All(rows.Zip(scores), pair => Assert.Equal(pair.Second, engine.Predict(pair.First).Scores));
    }

    private protected double Accuracy(ITransformer model, IEnumerable<Clusters.Row> rows)
    {
        var transformed = model.Transform(Data.View(rows));
        return IsBinary
            ? Ml.BinaryClassification.EvaluateNonCalibrated(transformed, Label).Accuracy
            : Ml.MulticlassClassification.Evaluate(transformed).MicroAccuracy;
    }

    private protected float[][] ScoresOf(ITransformer model, IDataView view)
    {
        var transformed = model.Transform(view);
        return [.. Scores(transformed).Transform(transformed).GetColumn<float[]>("Scores")];
    }

    /// <summary>The scores as a vector, whatever the task.</summary>
    private ITransformer Scores(IDataView transformed) =>
        (IsBinary ? Ml.Transforms.Concatenate("Scores", "Score", "Probability") : Ml.Transforms.Concatenate("Scores", "Score")).Fit(transformed);

    private TransformerChain<ITransformer> FitWithScores(IDataView view)
    {
        var model = Trainer(Ml).Fit(view);
        return new TransformerChain<ITransformer>(model, Scores(model.Transform(view)));
    }

    private sealed class Answer
    {
        public float[] Scores { get; set; } = [];
    }
}
