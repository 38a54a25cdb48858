using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>Several texts per row, and several columns per stage.</summary>
public sealed class SeveralInputsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly TextEmbeddingModel model = TextEmbeddingModel.Default;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ARowOfTextsHasTheirMean()
    {
        string[][] rows = [["good food", "bad service"], ["one"], [], ["", "two words", "three more words"]];
        var data = ml.Data.LoadFromEnumerable(rows.Select(texts => new TextsRow { Texts = texts }));
        using var stage = ml.Transforms.Text.EmbedText("Features", "Texts").Fit(data);
        float[][] vectors = [.. stage.Transform(data).GetColumn<float[]>("Features")];
        for (int row = 0; row < rows.Length; row++)
            AssertMean(model.Embed(rows[row]), vectors[row]);

        using var engine = ml.Model.CreatePredictionEngine<TextsRow, Vector>(stage);
        Assert.Equal(vectors, rows.Select(texts => engine.Predict(new TextsRow { Texts = texts }).Features));
    }

    [Fact]
    public void TwoTextsOfAFixedVectorStandSideBySide()
    {
        var data = ml.Data.LoadFromEnumerable([new PairRow { Texts = ["good food", "bad service"] }, new PairRow { Texts = ["one", ""] }]);
        using var stage = ml.Transforms.Text.EmbedText("Features", new EmbedTextOptions { InputColumnName = "Texts", Combination = InputCombination.Concatenate }).Fit(data);
        var view = stage.Transform(data);
        Assert.Equal(2 * model.Dimension, ((VectorDataViewType)view.Schema["Features"].Type).Size);
        float[][] vectors = [.. view.GetColumn<float[]>("Features")];
        Assert.Equal([.. model.Embed("good food"), .. model.Embed("bad service")], vectors[0]);
        Assert.Equal([.. model.Embed("one"), .. model.Embed("")], vectors[1]);

        ml.Model.Save(stage, data.Schema, folder["pairs.zip"]);
        using (var stream = File.Create(folder["rows.idv"]))
            ml.Data.SaveAsBinary(data, stream);
        FreshProcess.Run(folder["pairs.zip"], folder["rows.idv"], folder["vectors"]);
        Assert.Equal([.. vectors, .. vectors], MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["vectors"])).ToArray().Chunk(2 * model.Dimension));
    }

    [Fact]
    public void TextsOfNoFixedNumberCannotStandSideBySide()
    {
        var data = ml.Data.LoadFromEnumerable([new TextsRow { Texts = ["a"] }]);
        var estimator = ml.Transforms.Text.EmbedText("Features", new EmbedTextOptions { InputColumnName = "Texts", Combination = InputCombination.Concatenate });
        Assert.Contains("fixed size", Assert.Throws<NotSupportedException>(() => estimator.Fit(data)).Message);
    }

    /// <summary>One pass over the source, both columns on their own rows, and only those that are asked for.</summary>
    [Fact]
    public void TwoColumnsAreEncodedInOnePass()
    {
        const int count = 2_000;
        var other = new TestColumn<ReadOnlyMemory<char>>(
            "Other", TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = TextColumn.TextOf(row + 1).AsMemory(), text => text.ToString());
        int moves = 0;
        var data = new RowsDataView(count, [TestColumns.Id, TextColumn.Input, other]) { OnRow = _ => moves++ };
        using var stage = ml.Transforms.Text.EmbedText([new("A", "Input"), new("B", "Other")], new EmbedTextOptions()).Fit(data);
        Assert.Equal([("A", "Input"), ("B", "Other")], stage.Columns.Select(column => (column.OutputColumnName, column.InputColumnName)));
        var view = stage.Transform(data);

        using (var cursor = view.GetRowCursor([view.Schema["A"], view.Schema["B"]]))
        {
            var (a, b) = (cursor.GetGetter<VBuffer<float>>(view.Schema["A"]), cursor.GetGetter<VBuffer<float>>(view.Schema["B"]));
            VBuffer<float> one = default, two = default;
            while (cursor.MoveNext())
            {
                a(ref one);
                b(ref two);
                Assert.Equal(model.Embed(TextColumn.TextOf((int)cursor.Position)), one.DenseValues());
                Assert.Equal(model.Embed(TextColumn.TextOf((int)cursor.Position + 1)), two.DenseValues());
            }
        }
        Assert.Equal(count, moves);

        view.GetRowCursor([view.Schema["B"]]).Dispose();
        Assert.Equal(["Other"], data.LastActive);

        ml.Model.Save(stage, data.Schema, folder["two.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["two.zip"], out _);
        Assert.Equal(view.GetColumn<float[]>("B").Take(50), loaded.Transform(data).GetColumn<float[]>("B").Take(50));
    }

    [Fact]
    public void ColumnsAreChecked()
    {
        var text = ml.Transforms.Text;
        Assert.Throws<ArgumentException>(() => text.EmbedText([], new EmbedTextOptions()));
        Assert.Contains("'A'", Assert.Throws<ArgumentException>(() => text.EmbedText([new("A", "a"), new("A", "b")], new EmbedTextOptions())).Message);
        Assert.Contains("InputColumnName", Assert.Throws<ArgumentException>(() => text.EmbedText([new("A", "a")], new EmbedTextOptions { InputColumnName = "b" })).Message);
        Assert.Throws<ArgumentNullException>(() => text.EmbedText((InputOutputColumnPair[])null!, new EmbedTextOptions()));
    }

    private static void AssertMean(float[][] texts, float[] vector)
    {
        for (int i = 0; i < vector.Length; i++)
            Assert.Equal(texts.Length == 0 ? 0 : texts.Average(text => text[i]), vector[i], 1e-6f);
    }

    private sealed class TextsRow
    {
        public string[] Texts { get; set; } = [];
    }

    private sealed class PairRow
    {
        [VectorType(2)]
        public string[] Texts { get; set; } = [];
    }

    private sealed class Vector
    {
        [VectorType(256)]
        public float[] Features { get; set; } = [];
    }
}
