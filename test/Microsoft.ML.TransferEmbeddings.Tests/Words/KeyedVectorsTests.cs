using CsCheck;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words;

/// <summary>Names and rows from memory.</summary>
public sealed class KeyedVectorsTests : IDisposable
{
    private static readonly KeyedVectors Items = KeyedVectors.Create(["apple", "pear", "nail", "nothing"], [[1, 0.1f], [0.9f, 0.2f], [0, 1], [0, 0]]);

    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheVectorOfANameIsExactlyTheRowThatWasGiven() =>
        (from rows in Gen.Float.Where(float.IsFinite).Array[3].Array[1, 20] select rows).Sample(rows =>
        {
            string[] names = [.. Enumerable.Range(0, rows.Length).Select(row => $"name {row}")];
            var vectors = KeyedVectors.Create(names, rows);
            Assert.Equal((rows.Length, 3), (vectors.Count, vectors.Dimension));
            Assert.Equal(names, vectors.Names);
            for (int row = 0; row < rows.Length; row++)
            {
                Assert.True(vectors.TryGetVector(names[row], out var vector));
                Assert.Equal(Bits(rows[row]), Bits(vector.ToArray()));
                Assert.Equal(Bits(rows[row]), Bits(vectors.GetVector(names[row])));
            }

            static int[] Bits(float[] vector) => Array.ConvertAll(vector, BitConverter.SingleToInt32Bits);
        });

    [Fact]
    public void RowsAreCopied()
    {
        float[] row = [1, 2];
        var vectors = KeyedVectors.Create(["a"], [row]);
        row[0] = 9;
        Assert.Equal([1, 2], vectors.GetVector("a"));
    }

    [Fact]
    public void NeighborsAreThoseOfTheLargestCosine()
    {
        Assert.Equal(["pear", "nail", "nothing"], Items.MostSimilar("apple", 9).Select(match => match.Name));
        Assert.Equal(["apple", "pear"], Items.MostSimilar([2f, 0], 2).Select(match => match.Name));
        Assert.Equal(["nail", "pear"], Items.MostSimilar(["pear", "nail"], 3).Select((matches, i) => matches[1 - i].Name));
        Assert.Empty(Items.MostSimilar("nothing", 3));
        Assert.Equal(0, Items.Similarity("nothing", "apple"));
    }

    [Fact]
    public void UnknownNamesHaveNoVector()
    {
        Assert.False(Items.TryGetVector("Apple", out var none));
        Assert.True(none.IsEmpty);
        Assert.Contains("'Apple'", Assert.Throws<KeyNotFoundException>(() => Items.GetVector("Apple")).Message);
    }

    [Fact]
    public void AStageGivesItemsTheirRowsAndIsSaved()
    {
        var data = ml.Data.LoadFromEnumerable(new[] { "nail", "Pear", "apple" }.Select(item => new Row { Item = item }));
        var model = ml.Transforms.EmbedKeys("Item", Items).Fit(data);
        Assert.Equal([[0, 1], [0, 0], [1, 0.1f]], model.Transform(data).GetColumn<float[]>("Item"));
        ml.Model.Save(model, data.Schema, folder["model.zip"]);
        Assert.Equal([[0, 1], [0, 0], [1, 0.1f]], ml.Model.Load(folder["model.zip"], out _).Transform(data).GetColumn<float[]>("Item"));
    }

    [Fact]
    public void OptionsOfAStageHaveALookupOfTheirOwn()
    {
        var data = ml.Data.LoadFromEnumerable(new[] { "NAIL", "screw" }.Select(item => new Row { Item = item }));
        var options = new EmbedKeysOptions
        {
            Vectors = KeyedVectors.Create(["nail", "nut"], [[1, 2], [3, 4]]),
            InputColumnName = "Item",
            Lookup = new WordLookup { LowerCase = true, Unknown = UnknownWord.Mean },
        };
        Assert.Equal([[1, 2], [2, 3]], ml.Transforms.EmbedKeys("Features", options).Fit(data).Transform(data).GetColumn<float[]>("Features"));
        Assert.Throws<ArgumentNullException>(() => new EmbedKeysOptions { Vectors = null! });
        Assert.Throws<ArgumentException>(() => new EmbedKeysOptions { Vectors = Items, InputColumnName = "" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbedKeysOptions { Vectors = Items, Storage = (ModelStorage)7 });
        var referring = new EmbedKeysOptions { Vectors = Items, Storage = ModelStorage.Reference };
        Assert.Contains("Embedded", Assert.Throws<NotSupportedException>(() => ml.Transforms.EmbedKeys("Features", referring)).Message);
    }

    [Fact]
    public void WordVectorsAreOneKind()
    {
        var words = WordVectors.Create(["good", "bad"], [[1, 0], [0, 1]]);
        Assert.Equal([1, 0], words.ToTextModel().Embed("Good"));
        words.SaveAsBinary(folder["words.bin"]);
        Assert.Equal([0, 1], WordVectors.Load(folder["words.bin"]).GetVector("bad"));
        KeyedVectors keyed = words;
        Assert.Equal(["good", "bad"], keyed.Names);
    }

    [Fact]
    public void WhatCannotBeKeptIsRefusedByName()
    {
        Refused("0 names and 0 rows", [], []);
        Refused("2 names and 1 rows", ["a", "b"], [[1]]);
        Refused("Name 1 is null", ["a", null!], [[1], [2]]);
        Refused("Name 0 is not valid Unicode", ["\ud800"], [[1]]);
        Refused("'a' occurs twice, as 0 and as 2", ["a", "b", "a"], [[1], [2], [3]]);
        Refused("'b' is null", ["a", "b"], [[1], null!]);
        Refused("'a' is empty", ["a"], [[]]);
        Refused("'b' has 1 values and the first row 2", ["a", "b"], [[1, 2], [3]]);
        Refused("'b' has a value that is not finite", ["a", "b"], [[1], [float.NaN]]);
        Refused("'a' has a value that is not finite", ["a"], [[float.PositiveInfinity]]);
        Assert.Throws<ArgumentNullException>(() => KeyedVectors.Create(null!, []));
        Assert.Throws<ArgumentNullException>(() => KeyedVectors.Create([], null!));

        static void Refused(string what, string[] names, float[][] rows) =>
            Assert.Contains(what, Assert.Throws<ArgumentException>(() => KeyedVectors.Create(names, rows)).Message);
    }

    private sealed class Row
    {
        public string Item { get; set; } = "";
    }
}
