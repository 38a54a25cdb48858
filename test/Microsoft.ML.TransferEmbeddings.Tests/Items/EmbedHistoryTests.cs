using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Items;

public sealed class EmbedHistoryTests : IDisposable
{
    private static readonly string[][] Histories = [["0-1", "0-2", "unknown", "2-4"], [], ["unknown"], ["3-1", "3-1"]];

    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();
    private readonly ImplicitAlsRecommender als = new ImplicitAlsTrainer { Dimension = 6, Sweeps = 3 }.Fit(PlantedTastes.Create(100));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void TextsAndKeysGetTheVectorsOfTheRecommender(int? latest)
    {
        var data = ml.Data.LoadFromEnumerable(Histories.Select(items => new Row { Items = items }));
        float[][] expected = [.. Histories.Select(items => als.EmbedHistory(items, latest))];
        var options = new EmbedHistoryOptions { Recommender = als, InputColumnName = "Items", LatestItems = latest };
        Assert.Equal(expected, Features(ml.Transforms.EmbedHistory("Features", options).Fit(data).Transform(data)));

        var keyed = ml.Transforms.Conversion.MapValueToKey("Keys", "Items")
            .Append(ml.Transforms.EmbedHistory("Features", new EmbedHistoryOptions { Recommender = als, InputColumnName = "Keys", LatestItems = latest }));
        var model = keyed.Fit(data);
        Assert.Equal(expected, Features(model.Transform(data)));
        ml.Model.Save(model, data.Schema, folder["model.zip"]);
        Assert.Equal(expected, Features(ml.Model.Load(folder["model.zip"], out _).Transform(data)));
    }

    [Fact]
    public void ALoadedStageHasItsRecommender()
    {
        var more = als.WithItems(KeyedVectors.Create(["new"], [als.ItemVectors.GetVector("1-1")]));
        Assert.Equal(als.EmbedHistory(["1-2", "2-3"]), more.EmbedHistory(["1-2", "2-3"]));
        var vectors = new Item2VecTrainer { Dimension = 8, MinCount = 1, MaxDegreeOfParallelism = 1 }.Fit(PlantedTastes.Create(100));
        foreach (VectorRecommender recommender in new VectorRecommender[] { als, more, vectors, ItemVectorRecommender.Create(vectors.ItemVectors, new ItemVectorOptions { HalfLife = 3 }) })
        {
            var data = ml.Data.LoadFromEnumerable([new Row()]);
            ml.Model.Save(ml.Transforms.EmbedHistory("Features", recommender, "Items").Fit(data), data.Schema, folder["model.zip"]);
            using var stage = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
            var loaded = stage.GetService<VectorRecommender>()!;
            Assert.Equal(recommender.GetType(), loaded.GetType());
            Assert.Same(loaded, stage.GetService<Recommender>());
            Assert.Null(stage.GetService<WordVectors>());
            Assert.Equal(recommender.Items, loaded.Items);
            Assert.Equal(recommender.Score(["0-1", "1-1"], recommender.Items), loaded.Score(["0-1", "1-1"], recommender.Items));
        }
    }

    [Fact]
    public void OtherKeysOfTheSameNumberAreRefused()
    {
        var map = ml.Transforms.Conversion.MapValueToKey("Keys", "Items");
        var data = ml.Data.LoadFromEnumerable([new Row { Items = ["0-1", "0-2"] }]);
        var swapped = ml.Data.LoadFromEnumerable([new Row { Items = ["0-2", "0-1"] }]);
        var stage = ml.Transforms.EmbedHistory("Features", als, "Keys").Fit(map.Fit(data).Transform(data));
        Assert.Contains("\"0-2\" and was \"0-1\"", Assert.Throws<InvalidOperationException>(() => stage.Transform(map.Fit(swapped).Transform(swapped))).Message);
    }

    /// <summary>The same names serve a column of single keys and of vectors of keys.</summary>
    [Fact]
    public void VectorsOfKeysHaveTheMeanOfTheirVectors()
    {
        var data = ml.Data.LoadFromEnumerable([new Row { Items = ["0-1", "0-2"] }]);
        var model = ml.Transforms.Conversion.MapValueToKey("Keys", "Items").Append(ml.Transforms.EmbedKeys("Features", als.ItemVectors, "Keys")).Fit(data);
        float[] expected = [.. als.ItemVectors.GetVector("0-1").Zip(als.ItemVectors.GetVector("0-2"), (one, other) => (one + other) / 2)];
        Assert.Equal(expected, Assert.Single(Features(model.Transform(data))));
    }

    [Fact]
    public void OtherColumnsAreRefusedWithTheirType()
    {
        var data = new RowsDataView(3, TestColumns.Passengers);
        foreach (string column in new[] { "Text", "Key", "Dense", "Bool", "None" })
            Assert.Contains($"'{column}'", Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.EmbedHistory("Features", als, column).Fit(data)).Message);
        var keys = new RowsDataView(3, [new TestColumn<VBuffer<uint>>("Keys", new VectorDataViewType(new KeyDataViewType(typeof(uint), 5)), (int _, ref VBuffer<uint> _) => { })]);
        Assert.Contains("'Keys'", Assert.Throws<InvalidOperationException>(() => ml.Transforms.EmbedHistory("Features", als, "Keys").Fit(keys)).Message);
        Assert.Throws<NotSupportedException>(() => ml.Transforms.EmbedHistory("Features", new EmbedHistoryOptions { Recommender = als, Combination = InputCombination.Concatenate }));
        Assert.Throws<NotSupportedException>(() => ml.Transforms.EmbedHistory("Features", new EmbedHistoryOptions { Recommender = als, Storage = ModelStorage.Reference }));
        Assert.Throws<ArgumentNullException>(() => ml.Transforms.EmbedHistory("Features", null!, "Words"));
        Assert.Throws<ArgumentException>(() => ml.Transforms.EmbedHistory("", als, "Words"));
    }

    [Fact]
    public void EstimatorPromisesTheTransformersSchema()
    {
        var data = ml.Data.LoadFromEnumerable([new Row { Items = ["0-1"] }]);
        var estimator = ml.Transforms.EmbedHistory("Features", new EmbedHistoryOptions { Recommender = als, InputColumnName = "Items", SlotNames = true });
        var promised = estimator.GetOutputSchema(SchemaShapes.Of(data.Schema)).Select(shape => $"{(shape.Name, shape.Kind, shape.ItemType, shape.IsKey)}").Order();
        Assert.Equal(SchemaShapes.Of(estimator.Fit(data).GetOutputSchema(data.Schema)).Select(shape => $"{(shape.Name, shape.Kind, shape.ItemType, shape.IsKey)}").Order(), promised);
    }

    private static float[][] Features(IDataView data) => [.. data.GetColumn<float[]>("Features")];

    private sealed class Row
    {
        public string[] Items { get; set; } = [];
    }
}
