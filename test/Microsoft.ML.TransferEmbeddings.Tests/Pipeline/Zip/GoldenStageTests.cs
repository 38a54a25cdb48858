using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

/// <summary>
/// Zips of stages without an encoder that an earlier version saved load with the values they had. They are in <c>Golden/Stages/</c> and are written as <see cref="GoldenZipTests"/>
/// writes its own.
/// </summary>
public sealed class GoldenStageTests
{
    private static readonly string Golden = Path.Combine(Repository.Root, "test", "Microsoft.ML.TransferEmbeddings.Tests", "Golden", "Stages");

    /// <summary>A line per stage: its name and the values, between spaces.</summary>
    private static readonly string Values = Path.Combine(Golden, "values.txt");

    private readonly MLContext ml = new(seed: 1);

    public static TheoryData<string> Names { get; } = ["center", "fusion", "late-fusion", "principal-components", "procrustes", "projected-fusion", "ridge", "whitening"];

    private static RowsDataView Data => new(30, [
        VectorTestColumn.Create("Title", 4, row => row % 5 == 1), VectorTestColumn.Create("Photo", 3, row => row % 7 == 2),
        new TestColumn<uint>("Label", new KeyDataViewType(typeof(uint), 3), (int row, ref uint value) => value = (uint)(row % 3) + 1)]);

    [Fact]
    public void WriteGoldenZips()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WRITE_GOLDEN_ZIPS") == "1", "writes the golden zips; set WRITE_GOLDEN_ZIPS=1");
        Directory.CreateDirectory(Golden);
        foreach (string name in Names.Select(row => row.Data).Where(name => !File.Exists(ZipOf(name))))
        {
            var stage = Estimator(name).Fit(Data);
            ml.Model.Save(stage, Data.Schema, ZipOf(name));
            var others = File.Exists(Values) ? File.ReadAllLines(Values).Where(line => !line.StartsWith($"{name} ", StringComparison.Ordinal)) : [];
            File.WriteAllText(Values, string.Join('\n', [.. others, $"{name} {string.Join(' ', Read(stage).Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}", ""]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AGoldenZipGivesItsValues(string name)
    {
        float[] expected = [.. File.ReadLines(Values).Select(line => line.Split(' ')).Single(line => line[0] == name)[1..].Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
        float[] actual = Read(ml.Model.Load(ZipOf(name), out _));
        Assert.Equal(expected.Length, actual.Length);
        Assert.Contains(expected, value => value is not 0 and not float.NaN);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    private IEstimator<ITransformer> Estimator(string name) => name switch
    {
        "center" => ml.Transforms.CenterEmbeddings("Features", "Title"),
        "principal-components" => ml.Transforms.ReduceEmbeddings("Features", 2, "Title"),
        "whitening" => ml.Transforms.WhitenEmbeddings("Features", "Title"),
        "ridge" => ml.Transforms.MapEmbeddings("Features", "Title", "Photo"),
        "procrustes" => ml.Transforms.MapEmbeddings("Features", new() { InputColumnName = "Title", TargetColumnName = "Photo", Method = EmbeddingMapMethod.Procrustes }),
        "fusion" => ml.Transforms.FuseEmbeddings("Features", new FuseEmbeddingsOptions
        {
            InputColumnNames = ["Title", "Photo"], Scaling = BlockScaling.ZScore, Weights = [2, 0.5f], MissingBlocks = MissingBlockHandling.Mean, MissingIndicators = true,
        }),
        "projected-fusion" => ml.Transforms.FuseEmbeddings("Features", new FuseEmbeddingsOptions { InputColumnNames = ["Title", "Photo"], Dimensions = 3 }),
        "late-fusion" => ml.Transforms.FuseEmbeddings("Fused", "Title", "Photo").Append(ml.MulticlassClassification.Trainers.LateFusion("Label", "Fused"))
            .Append(ml.Transforms.CopyColumns("Features", "Score")),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no stage"),
    };

    private static float[] Read(ITransformer stage) => [.. stage.Transform(Data).GetColumn<float[]>("Features").SelectMany(vector => vector)];

    private static string ZipOf(string name) => Path.Combine(Golden, $"{name}.zip");
}
