using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Encoders;

public sealed class EmbedKeysTests : IDisposable
{
    private static readonly WordVectors Vectors = new(["apple", "pear", "3", "0.5", "-1", "1E+20"], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2);

    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void KeysAreFoundByTheirNames()
    {
        var data = ml.Data.LoadFromEnumerable(new[] { "pear", "apple", "plum", "pear", "" }.Select(item => new Row { Item = item }));
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Key", "Item").Append(ml.Transforms.EmbedKeys("Features", Vectors, "Key"));
        var warnings = new List<string>();
        ml.Log += (_, e) => warnings.Add(e.Message);
        var model = pipeline.Fit(data);
        float[][] expected = [[3, 4], [1, 2], [0, 0], [3, 4], [0, 0]];
        Assert.Equal(expected, Features(model.Transform(data)));
        Assert.Contains(warnings, message => message.Contains("'Key' has 1 of 3 keys without a vector, such as 'plum'"));

        ml.Model.Save(model, data.Schema, folder["model.zip"]);
        Assert.Equal(expected, Features(ml.Model.Load(folder["model.zip"], out _).Transform(data)));
        // New values have no key: they are missing.
        var later = ml.Data.LoadFromEnumerable([new Row { Item = "3" }, new Row { Item = "apple" }]);
        Assert.Equal([[0, 0], [1, 2]], Features(model.Transform(later)));
    }

    [Fact]
    public void NumbersAreFoundAsTheyAreWritten()
    {
        Assert.Equal([[5, 6], [9, 10], [0, 0]], Of([3, -1, 4], (NumberRow row, int value) => row.Int32 = value, "Int32"));
        Assert.Equal([[5, 6], [7, 8], [11, 12], [0, 0]], Of([3f, 0.5f, 1e20f, float.NaN], (row, value) => row.Single = value, "Single"));
        Assert.Equal([[5, 6], [7, 8], [11, 12]], Of([3.0, 0.5, 1e20], (row, value) => row.Double = value, "Double"));
        Assert.Equal([[5, 6], [9, 10]], Of([3L, -1L], (row, value) => row.Int64 = value, "Int64"));
        Assert.Equal([[5, 6], [0, 0]], Of<byte>([3, 9], (row, value) => row.Byte = value, "Byte"));

        float[][] Of<T>(T[] values, Action<NumberRow, T> set, string column)
        {
            var data = ml.Data.LoadFromEnumerable(values.Select(value =>
            {
                var row = new NumberRow();
                set(row, value);
                return row;
            }));
            return [.. Features(ml.Transforms.EmbedKeys("Features", Vectors, column).Fit(data).Transform(data))];
        }
    }

    [Fact]
    public void KeysOfNumbersAreFoundAsTheyAreWritten()
    {
        var data = ml.Data.LoadFromEnumerable(new[] { 3f, 0.5f, 7f }.Select(value => new NumberRow { Single = value }));
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Key", "Single").Append(ml.Transforms.EmbedKeys("Features", Vectors, "Key"));
        Assert.Equal([[5, 6], [7, 8], [0, 0]], Features(pipeline.Fit(data).Transform(data)));
    }

    [Theory]
    [InlineData(null, 0, 0)]
    [InlineData(UnknownWord.Zero, 0, 0)]
    [InlineData(UnknownWord.Mean, 6, 7)]
    public void LookupDecidesWhatAKeyWithoutAVectorGets(UnknownWord? unknown, float first, float second)
    {
        var vectors = Vectors.WithLookup(new WordLookup { Unknown = unknown });
        var data = ml.Data.LoadFromEnumerable(new[] { "plum", "apple" }.Select(item => new Row { Item = item }));
        var expected = new float[][] { [first, second], [1, 2] };
        Assert.Equal(expected, Features(ml.Transforms.EmbedKeys("Features", vectors, "Item").Fit(data).Transform(data)));
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Key", "Item").Append(ml.Transforms.EmbedKeys("Features", vectors, "Key"));
        var model = pipeline.Fit(data);
        Assert.Equal(expected, Features(model.Transform(data)));
        var missing = ml.Data.LoadFromEnumerable([new Row { Item = "never seen" }]);
        Assert.Equal([expected[0]], Features(model.Transform(missing)));
    }

    [Fact]
    public void KeyWithoutAVectorMayBeAnError()
    {
        var vectors = Vectors.WithLookup(new WordLookup { Unknown = UnknownWord.Error });
        var data = ml.Data.LoadFromEnumerable(new[] { "apple", "plum" }.Select(item => new Row { Item = item }));
        var keyed = ml.Transforms.Conversion.MapValueToKey("Key", "Item").Fit(data).Transform(data);
        Assert.Contains("'plum'", Assert.Throws<KeyNotFoundException>(() => ml.Transforms.EmbedKeys("Features", vectors, "Key").Fit(keyed)).Message);
        var ofText = ml.Transforms.EmbedKeys("Features", vectors, "Item").Fit(data).Transform(data);
        Assert.Contains("'plum'", Assert.Throws<KeyNotFoundException>(() => Features(ofText).ToArray()).Message);

        var known = ml.Data.TakeRows(data, 1);
        var model = ml.Transforms.Conversion.MapValueToKey("Key", "Item").Append(ml.Transforms.EmbedKeys("Features", vectors, "Key")).Fit(known);
        Assert.Contains("missing", Assert.Throws<KeyNotFoundException>(() => Features(model.Transform(data)).ToArray()).Message);
    }

    [Fact]
    public void LowerCaseAndSubwordsAreTriedWhereChosen()
    {
        var data = ml.Data.LoadFromEnumerable([new Row { Item = "APPLE" }]);
        Assert.Equal([[0, 0]], Features(ml.Transforms.EmbedKeys("Features", Vectors, "Item").Fit(data).Transform(data)));
        Assert.Equal([[1, 2]], Features(ml.Transforms.EmbedKeys("Features", Vectors.WithLookup(new WordLookup { LowerCase = true }), "Item").Fit(data).Transform(data)));
    }

    [Fact]
    public void OtherKeysOfTheSameNumberAreRefused()
    {
        var data = ml.Data.LoadFromEnumerable(new[] { "pear", "apple" }.Select(item => new Row { Item = item }));
        var swapped = ml.Data.LoadFromEnumerable(new[] { "apple", "pear" }.Select(item => new Row { Item = item }));
        var map = ml.Transforms.Conversion.MapValueToKey("Key", "Item");
        var model = ml.Transforms.EmbedKeys("Features", Vectors, "Key").Fit(map.Fit(data).Transform(data));
        string message = Assert.Throws<InvalidOperationException>(() => model.Transform(map.Fit(swapped).Transform(swapped))).Message;
        Assert.Contains("'Key'", message);
        Assert.Contains("\"apple\" and was \"pear\"", message);
    }

    [Fact]
    public void KeysWithoutNamesAreRefusedByName()
    {
        var data = new RowsDataView(3, [new TestColumn<uint>("Key", new KeyDataViewType(typeof(uint), 5), (int row, ref uint value) => value = 1)]);
        Assert.Contains("'Key'", Assert.Throws<InvalidOperationException>(() => ml.Transforms.EmbedKeys("Features", Vectors, "Key").Fit(data)).Message);
    }

    [Fact]
    public void OtherColumnsAreRefusedWithTheirType()
    {
        var data = new RowsDataView(3, TestColumns.Passengers);
        foreach (string column in new[] { "Bool", "Dense", "DateTime", "RowId" })
        {
            foreach (var attempt in new Action[]
            {
                () => ml.Transforms.EmbedKeys("Features", Vectors, column).Fit(data), () => ml.Transforms.EmbedKeys("Features", Vectors, column).GetOutputSchema(SchemaShapes.Of(data.Schema)),
            })
                Assert.Contains($"'{column}'", Assert.Throws<ArgumentOutOfRangeException>(attempt).Message);
        }
        foreach (var attempt in new Action[]
        {
            () => ml.Transforms.EmbedKeys("Features", Vectors, "None").Fit(data), () => ml.Transforms.EmbedKeys("Features", Vectors, "None").GetOutputSchema(SchemaShapes.Of(data.Schema)),
        })
            Assert.Contains("'None'", Assert.Throws<ArgumentOutOfRangeException>(attempt).Message);
        Assert.Throws<ArgumentNullException>(() => ml.Transforms.EmbedKeys("Features", null!, "Text"));
        Assert.Throws<ArgumentException>(() => ml.Transforms.EmbedKeys("", Vectors, "Text"));
    }

    [Theory]
    [InlineData("Key")]
    [InlineData("Text")]
    [InlineData("Int32")]
    public void EstimatorPromisesTheTransformersSchema(string column)
    {
        IDataView data = new RowsDataView(9, TestColumns.Passengers);
        if (column == "Key")
            data = ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);
        var estimator = ml.Transforms.EmbedKeys("Features", new EmbedKeysOptions { Vectors = Vectors, InputColumnName = column, SlotNames = true });
        var promised = estimator.GetOutputSchema(SchemaShapes.Of(data.Schema)).Select(shape => (shape.Name, shape.Kind, shape.ItemType, shape.IsKey)).Order();
        var given = SchemaShapes.Of(estimator.Fit(data).GetOutputSchema(data.Schema)).Select(shape => (shape.Name, shape.Kind, shape.ItemType, shape.IsKey)).Order();
        Assert.Equal(given.Select(shape => shape.ToString()), promised.Select(shape => shape.ToString()));
    }

    /// <summary>A million words, three of them keys: the zip has three.</summary>
    [Fact]
    public void ZipHoldsTheKeysAlone()
    {
        string[] words = [.. Enumerable.Range(0, 50_000).Select(i => $"item {i}")];
        var vectors = new WordVectors(words, new float[words.Length * 10], 10);
        var data = ml.Data.LoadFromEnumerable(new[] { "item 1", "item 40000", "item 7" }.Select(item => new Row { Item = item }));
        ml.Model.Save(ml.Transforms.Conversion.MapValueToKey("Key", "Item").Append(ml.Transforms.EmbedKeys("Features", vectors, "Key")).Fit(data), data.Schema, folder["model.zip"]);
        Assert.InRange(new FileInfo(folder["model.zip"]).Length, 1, 20_000);
    }

    private static float[][] Features(IDataView data) => [.. data.GetColumn<float[]>("Features")];

    private sealed class Row
    {
        public string Item { get; set; } = "";
    }

    private sealed class NumberRow
    {
        public int Int32 { get; set; }

        public float Single { get; set; }

        public double Double { get; set; }

        public long Int64 { get; set; }

        public byte Byte { get; set; }
    }
}
