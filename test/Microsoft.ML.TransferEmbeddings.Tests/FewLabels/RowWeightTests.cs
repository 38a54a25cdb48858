using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

/// <summary>A row counts by its weight wherever rows count: in the fit, in the choice of C and in that of the temperature.</summary>
public sealed class RowWeightTests
{
    private readonly MLContext ml = new(seed: 1);

    public static TheoryData<string> Trainers { get; } =
        ["binary LinearProbe", "binary FewShot", "multiclass LinearProbe", "multiclass FewShot", "multiclass FewShot of names"];

    /// <summary>Twice as many rows with random labels, none of which counts a millionth of the others.</summary>
    [Theory]
    [MemberData(nameof(Trainers))]
    public void RowsThatHardlyCountChangeNothing(string trainer)
    {
        var data = Data(trainer);
        var noise = data.Rows(240, seed: 2);
        var random = new Random(3);
        noise.ForEach(row => (row.Name, row.Flag, row.Weight) = (data.Rows(2, 1)[random.Next(2)].Name, random.Next(2) == 0, 1e-6f));
        float[] clean = Probabilities(trainer, data.Rows(120, seed: 1)), noisy = Probabilities(trainer, [.. data.Rows(120, seed: 1), .. noise]);
        Assert.Equal(Confidence(clean), Confidence(noisy), 0.005);

        static double Confidence(float[] probabilities) => probabilities.Average(probability => Math.Abs(probability - 0.5));
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void ARowOfWeightZeroIsNotThere(string trainer)
    {
        var rows = Data(trainer).Rows(60, seed: 1);
        var more = Data(trainer).Rows(60, seed: 2);
        more.ForEach(row => (row.Flag, row.Weight) = (!row.Flag, 0));
        // Nor is it looked at.
        more[0].Features = null!;
        more[1].Features[3] = float.NaN;
        more[2].Name = "";
        var mixed = rows.Zip(more, (one, other) => new[] { one, other }).SelectMany(pair => pair);
        Assert.Equal(Probabilities(trainer, rows), Probabilities(trainer, mixed));
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void AWeightThatIsNoneIsRefusedByColumnAndRow(string trainer)
    {
        foreach (float weight in new[] { -1, float.NaN, float.PositiveInfinity })
        {
            var rows = Data(trainer).Rows(30, seed: 1);
            rows[7].Weight = weight;
            string message = Assert.Throws<ArgumentException>(() => Probabilities(trainer, rows)).Message;
            Assert.Contains("'Weight'", message);
            Assert.Contains("row 7", message);
        }
    }

    /// <summary>Each class of the balance counts by its weight and not by its number of rows.</summary>
    [Fact]
    public void ABalanceIsOneOfWeights()
    {
        var data = Data("multiclass");
        var rows = data.Rows(300, seed: 1, spread: 0.9);
        // As many rows of each class, of which those of class 0 count ten times as much.
        rows.ForEach(row => row.Weight = row.Name == Clusters.NameOf(0) ? 10 : 1);
        double plain = Share(balance: false), balanced = Share(balance: true);
        Assert.True(plain > 0.42, $"{plain} of the answers are class 0");
        Assert.InRange(balanced, 0.25, 0.4);

        double Share(bool balance)
        {
            var options = new LinearProbeOptions { ExampleWeightColumnName = "Weight", BalanceClasses = balance };
            var test = data.View(data.Rows(900, seed: 2, spread: 0.9));
            return ml.MulticlassClassification.Trainers.LinearProbe(options).Fit(data.View(rows)).Transform(test).GetColumn<uint>("PredictedLabel").Average(key => key == 1 ? 1 : 0);
        }
    }

    [Fact]
    public void AWeightOfThreeIsThreeRows()
    {
        var random = new Random(1);
        VectorRows weighted = new(4), repeated = new(4);
        for (int i = 0; i < 30; i++)
        {
            double[] vector = [.. Enumerable.Range(0, 4).Select(_ => random.NextDouble() + (i % 3))];
            int weight = 1 + random.Next(3);
            weighted.Add(vector, i % 3, weight);
            for (int k = 0; k < weight; k++)
                repeated.Add(vector, i % 3);
        }

        Same(weighted.Mean(), repeated.Mean());
        Same([Standardization.Of(weighted).Scale], [Standardization.Of(repeated).Scale]);
        Same(Ridge(weighted), Ridge(repeated));
        Same(Logistic(weighted).Parameters, Logistic(repeated).Parameters, 1e-4);
        Same([TemperatureOf(weighted)], [TemperatureOf(repeated)]);

        double[] Ridge(VectorRows rows) =>
            new RidgeRegression(rows, () => { }).Fit([.. Enumerable.Range(0, rows.Count).Select(row => new[] { rows.ClassOf(row) == 0 ? 1.0 : 0, rows.ClassOf(row) })], 2).Parameters;

        LinearModel Logistic(VectorRows rows) => new LogisticRegression(rows, 3, () => { }).Fit(1, 1000).Model;

        double TemperatureOf(VectorRows rows)
        {
            var temperature = new Temperature(1, () => { });
            temperature.Add(Logistic(weighted), rows, Enumerable.Range(0, rows.Count));
            return temperature.Find();
        }

        static void Same(double[] one, double[] other, double tolerance = 1e-9) =>
            Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, tolerance * (1 + Math.Abs(pair.First))));
    }

    [Fact]
    public void PartsHaveAsMuchOfEachClassByWeight()
    {
        var rows = new VectorRows(1);
        for (int i = 0; i < 40; i++)
            rows.Add([0], i % 2, i % 3 == 0 ? 1 : 1e-6);
        int[] all = [.. Enumerable.Range(0, 40)], foldOf = StratifiedFolds.Deal(rows, all, 3, evenly: false);
        Assert.All(
            all.GroupBy(row => (foldOf[row], rows.ClassOf(row))),
            part => Assert.InRange(part.Sum(rows.WeightOf), 2, 3.001));
        Assert.Equal(5, StratifiedFolds.Count(rows, all, 5));

        // One row that counts and one that does not are no two rows.
        var two = new VectorRows(1);
        foreach (var (index, weight) in new[] { (0, 1.0), (0, 1e-6), (1, 1), (1, 1) })
            two.Add([0], index, weight);
        Assert.Equal(1, StratifiedFolds.Count(two, [0, 1, 2, 3], 5));
        var tenths = new VectorRows(1);
        for (int i = 0; i < 3; i++)
            tenths.Add([0], 0, 0.1);
        Assert.Equal(3, StratifiedFolds.Count(tenths, [0, 1, 2], 5));
    }

    private Clusters Data(string trainer) => new(ml, trainer.StartsWith("binary") ? 2 : 3);

    /// <summary>Of the second class, for 300 other rows.</summary>
    private float[] Probabilities(string trainer, IEnumerable<Clusters.Row> rows)
    {
        var data = Data(trainer);
        var names = trainer.EndsWith("names") ? data.Names() : null;
        var fewShot = new FewShotOptions { LabelColumnName = trainer.StartsWith("binary") ? "Flag" : "Label", ExampleWeightColumnName = "Weight", ClassEmbeddings = names };
        var probe = new LinearProbeOptions { LabelColumnName = fewShot.LabelColumnName, ExampleWeightColumnName = "Weight" };
        IEstimator<ITransformer> estimator = trainer switch
        {
            "binary LinearProbe" => ml.BinaryClassification.Trainers.LinearProbe(probe),
            "binary FewShot" => ml.BinaryClassification.Trainers.FewShot(fewShot),
            "multiclass LinearProbe" => ml.MulticlassClassification.Trainers.LinearProbe(probe),
            _ => ml.MulticlassClassification.Trainers.FewShot(fewShot),
        };
        var answers = estimator.Fit(data.View(rows)).Transform(data.View(data.Rows(300, seed: 9)));
        return trainer.StartsWith("binary") ? [.. answers.GetColumn<float>("Probability")] : [.. answers.GetColumn<float[]>("Score").Select(scores => scores[1])];
    }
}
