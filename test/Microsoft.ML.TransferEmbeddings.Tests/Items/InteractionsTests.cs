using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Items;

public class InteractionsTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void HistoriesAreInTheOrderOfTimeAndThenOfKeys()
    {
        DateTime noon = new(2020, 1, 1, 12, 0, 0, DateTimeKind.Utc);
        var interactions = Interactions.Create(
        [
            new("7", "10") { Time = noon },
            new("7", "9") { Time = noon },
            new("7", "1") { Time = noon.AddHours(1) },
            new("10", "x") { Time = noon },
            new("7", "2") { Time = noon.AddHours(-1) },
        ]);
        Assert.Equal(["7", "10"], interactions.Users);
        Assert.Equal(["1", "2", "9", "x", "10"], interactions.Items);
        Assert.Equal(["2", "9", "10", "1"], interactions.GetHistory("7"));
        Assert.Empty(interactions.GetHistory("unknown"));
        Assert.Equal(noon.AddHours(1), interactions.Single(row => row.Item == "1").Time);
    }

    [Fact]
    public void WithoutTimesTheOrderIsThatOfTheRows()
    {
        var interactions = Interactions.Create([new("u", "c"), new("v", "a"), new("u", "a"), new("u", "b")]);
        Assert.Equal(["c", "a", "b"], interactions.GetHistory("u"));
        Assert.All(interactions, row => Assert.Null(row.Time));
    }

    [Fact]
    public void AnItemThatComesAgainIsThereOnceAndLast()
    {
        var interactions = Interactions.Create([new("u", "a") { Weight = 2 }, new("u", "b"), new("u", "a") { Weight = 3 }]);
        Assert.Equal(["b", "a"], interactions.GetHistory("u"));
        Assert.Equal([1f, 5f], interactions.Select(row => row.Weight));
        Assert.Equal(2, interactions.Count);
    }

    [Fact]
    public void TheOrderOfRowsChangesNothing()
    {
        Interaction[] rows = [.. PlantedTastes.Create(100)];
        Interaction[] shuffled = [.. rows];
        new Random(3).Shuffle(shuffled);
        Assert.Equal(rows, Interactions.Create(shuffled));
    }

    [Fact]
    public void ColumnsOfAllTypesAreRead()
    {
        var rows = new[]
        {
            new Row { User = "ann", Number = 3, Item = "tea", Rating = 4.5f, Seconds = 60, Time = DateTime.UnixEpoch.AddMinutes(1) },
            new Row { User = "", Number = 3, Item = "cake", Rating = 1, Seconds = 1, Time = DateTime.UnixEpoch },
            new Row { User = "bob", Number = 11, Item = "tea", Rating = 2, Seconds = 120, Time = DateTime.UnixEpoch.AddMinutes(2) },
        };
        var data = ml.Transforms.Conversion.MapValueToKey("Key", "Item").Append(ml.Transforms.Conversion.MapValueToKey("UserKey", "User")).Fit(ml.Data.LoadFromEnumerable(rows))
            .Transform(ml.Data.LoadFromEnumerable(rows));
        foreach (string time in new[] { "Seconds", "Time" })
        {
            foreach (string user in new[] { "User", "UserKey" })
            {
                var interactions = Interactions.FromData(data, new InteractionColumns { User = user, Item = "Key", Weight = "Rating", Time = time });
                Assert.Equal(["ann", "bob"], interactions.Users);
                Assert.Equal(["tea"], interactions.Items);
                Assert.Equal(1, interactions.SkippedRows);
                Assert.Equal([4.5f, 2], interactions.Select(row => row.Weight));
                Assert.Equal([DateTime.UnixEpoch.AddMinutes(1), DateTime.UnixEpoch.AddMinutes(2)], interactions.Select(row => row.Time!.Value));
            }
        }
        Assert.Equal(["3", "11"], Interactions.FromData(data, new InteractionColumns { User = "Number" }).Users);
    }

    [Fact]
    public void WhatCannotBeUsedIsNamed()
    {
        Assert.Contains("Interaction 1 has no item", Assert.Throws<ArgumentException>(() => Interactions.Create([new("u", "a"), new("u", "")])).Message);
        Assert.Contains("Interaction 0 has no user", Assert.Throws<ArgumentException>(() => Interactions.Create([default])).Message);
        foreach (float weight in new[] { 0, -1, float.NaN, float.PositiveInfinity })
            Assert.Contains("interaction 1", Assert.Throws<ArgumentException>(() => Interactions.Create([new("u", "a"), new("u", "b") { Weight = weight }])).Message);
        Assert.Contains("not valid Unicode", Assert.Throws<ArgumentException>(() => Interactions.Create([new("u", "\uD800")])).Message);

        var data = new RowsDataView(3, TestColumns.Passengers);
        Assert.Contains("'None'", Assert.Throws<ArgumentException>(() => Interactions.FromData(data, new InteractionColumns { User = "None", Item = "Text" })).Message);
        foreach (string column in new[] { "Dense", "Bool", "Image", "TimeSpan" })
            Assert.Contains($"'{column}'", Assert.Throws<ArgumentException>(() => Interactions.FromData(data, new InteractionColumns { User = "Text", Item = column })).Message);
        Assert.Contains("'Text'", Assert.Throws<ArgumentException>(() => Interactions.FromData(data, new InteractionColumns { User = "Text", Item = "Int32", Weight = "Text" })).Message);
        Assert.Contains("'Text'", Assert.Throws<ArgumentException>(() => Interactions.FromData(data, new InteractionColumns { User = "Text", Item = "Int32", Time = "Text" })).Message);
    }

    private sealed class Row
    {
        public string User { get; set; } = "";

        public int Number { get; set; }

        public string Item { get; set; } = "";

        public float Rating { get; set; }

        public double Seconds { get; set; }

        public DateTime Time { get; set; }
    }
}
