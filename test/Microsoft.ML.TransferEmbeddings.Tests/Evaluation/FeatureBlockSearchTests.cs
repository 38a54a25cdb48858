using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Evaluation;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Evaluation;

/// <summary>Blocks that tell something are chosen; noise, and what another block tells already, is not.</summary>
public sealed class FeatureBlockSearchTests
{
    private const int Rows = 400, Length = 3;

    private readonly MLContext ml = new(seed: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void BlocksThatTellDifferentThingsAreChosen(int seed)
    {
        // The class is in the sum of what the second and the fourth block show.
        var selection = Search(seed, (first, second, noise) => [noise(), first, noise(), second]);
        Assert.Equal([1, 3], selection.Blocks);
        double alone = selection.Tried.Where(trial => trial.Blocks.Count == 1).Min(trial => trial.Error);
        Assert.Contains(selection.Tried, trial => trial.Blocks is [1, 3] && trial.Error < alone);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void CopyOfABlockIsNotChosenBesideIt(int seed) =>
        Assert.Single(Search(seed, (first, second, _) => [first + second, first + second]).Blocks);

    [Fact]
    public void TwoRowsOfEachClassAreEnough()
    {
        var rows = new VectorRows(2);
        for (int i = 0; i < 4; i++)
            rows.Add([i % 2, 0], i % 2);
        Assert.Equal([0], new FeatureBlockSearch(rows, 2, new FeatureBlockSelectionOptions { BlockLengths = [1, 1] }).Run().Blocks);
    }

    /// <summary>The errors that an earlier version found, where the search was the image package's own.</summary>
    [Theory]
    [InlineData(false, "0:0.6401527924432799 1:0.5347631126282943 2:0.5163564623418274 3:0.6183058899404742 0,2:0.5520174308928757 " +
        "1,2:0.3550664805161818 2,3:0.5456901153259552 0,1,2:0.40294917523356943 1,2,3:0.37169105513748923")]
    [InlineData(true, "0:0.6429635369086175 1:0.5285951830959302 2:0.45748717116882226 3:0.5944502350955312 0,2:0.5214552031436762 " +
        "1,2:0.35742770514785177 2,3:0.5369575751923119 0,1,2:0.40719942822786115 1,2,3:0.3838593654231854")]
    public void ErrorsAreAsBefore(bool normalize, string expected)
    {
        var told = new List<FeatureBlockTrial>();
        var selection = ml.Transforms.SelectFeatureBlocks(Golden(), new FeatureBlockSelectionOptions
        {
            BlockLengths = [2, 3, 1, 2],
            NormalizeVectors = normalize,
            Progress = new CallingProgress<FeatureBlockTrial>(told.Add),
        });
        Assert.Equal([1, 2], selection.Blocks);
        Assert.Equal(selection.Tried, told);
        string[] trials = expected.Split(' ');
        Assert.Equal(trials.Select(trial => trial.Split(':')[0]), selection.Tried.Select(trial => string.Join(',', trial.Blocks)));
        Assert.All(trials.Zip(selection.Tried), pair =>
            Assert.Equal(double.Parse(pair.First.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture), pair.Second.Error, 1e-12));
    }

    /// <summary>Only the rows that count are featurized.</summary>
    [Fact]
    public void TheFeaturizerSeesTheSampleOnly()
    {
        int rows = 0;
        var data = Golden();
        var featurizer = ml.Transforms.CustomMapping<Row, Made>(
            (row, made) =>
            {
                Interlocked.Increment(ref rows);
                made.Copy = row.Features;
            },
            contractName: null);
        var options = new FeatureBlockSelectionOptions { BlockLengths = [2, 3, 1, 2], FeatureColumnName = nameof(Made.Copy), Featurizer = featurizer, MaxRows = 20 };
        Assert.NotEmpty(ml.Transforms.SelectFeatureBlocks(data, options).Blocks);
        Assert.InRange(rows, 19, 22);
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        var data = Golden();
        var wrong = new FeatureBlockSelectionOptions { BlockLengths = [2, 3] };
        Assert.Contains("8 values", Assert.Throws<ArgumentException>(() => ml.Transforms.SelectFeatureBlocks(data, wrong)).Message);
        var missing = new FeatureBlockSelectionOptions { BlockLengths = [8], FeatureColumnName = "Other" };
        Assert.Contains("'Other'", Assert.Throws<ArgumentException>(() => ml.Transforms.SelectFeatureBlocks(data, missing)).Message);
        var label = new FeatureBlockSelectionOptions { BlockLengths = [8], LabelColumnName = "Features" };
        Assert.Contains("Features", Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.SelectFeatureBlocks(data, label)).Message);
        var canceled = new FeatureBlockSelectionOptions { BlockLengths = [8], CancellationToken = new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() => ml.Transforms.SelectFeatureBlocks(data, canceled));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureBlockSelectionOptions { BlockLengths = [] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureBlockSelectionOptions { BlockLengths = [2, 0] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureBlockSelectionOptions { BlockLengths = [2], MaxRows = 3 });
    }

    /// <summary>By its number in the data, although a part of them counts.</summary>
    [Theory]
    [MemberData(nameof(BadVectors.All), MemberType = typeof(BadVectors))]
    public void ARowWithoutAWholeVectorIsRefusedByName(string kind)
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 60).Select(row => new Row
        {
            Class = 1 + ((uint)row % 2),
            Features = row >= 30 ? BadVectors.Create(kind, 8)! : [.. Enumerable.Range(0, 8).Select(_ => random.NextSingle())],
        }).ToArray();
        var data = ml.Transforms.Conversion.MapValueToKey("Label", "Class").Fit(ml.Data.LoadFromEnumerable(rows)).Transform(ml.Data.LoadFromEnumerable(rows));
        var options = new FeatureBlockSelectionOptions { BlockLengths = [4, 4], MaxRows = 10 };
        string message = Assert.Throws<ArgumentException>(() => ml.Transforms.SelectFeatureBlocks(data, options)).Message;
        Assert.Contains("'Features'", message);
        Assert.Matches("row [345][0-9]", message);
    }

    private IDataView Golden()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 60).Select(_ =>
        {
            float[] vector = [.. Enumerable.Range(0, 8).Select(_ => (float)(random.NextDouble() * 2 - 1))];
            double sum = (double)vector[2] + vector[5];
            return new Row { Features = vector, Class = sum > 0.8 ? 3 : sum > 0 ? 2u : 1 };
        }).ToArray();
        return ml.Transforms.Conversion.MapValueToKey("Label", "Class", keyOrdinality: Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(ml.Data.LoadFromEnumerable(rows)).Transform(ml.Data.LoadFromEnumerable(rows));
    }

    private static FeatureBlockSelection Search(int seed, Func<double, double, Func<double>, double[]> blocks)
    {
        var random = new Random(seed);
        VectorRows? rows = null;
        int count = 0;
        for (int row = 0; row < Rows; row++)
        {
            double first = Noise(), second = Noise();
            double[] shown = blocks(first, second, Noise);
            count = shown.Length;
            rows ??= new VectorRows(count * Length);
            rows.Add([.. shown.SelectMany(value => new[] { value, Noise(), Noise() })], first + second > 0 ? 1 : 0);
        }
        return new FeatureBlockSearch(rows!, 2, new FeatureBlockSelectionOptions { BlockLengths = [.. Enumerable.Repeat(Length, count)] }).Run();

        double Noise() => (random.NextDouble() * 2) - 1;
    }

    private sealed class Row
    {
        public uint Class { get; set; }

        [VectorType(8)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Made
    {
        [VectorType(8)]
        public float[] Copy { get; set; } = [];
    }
}
