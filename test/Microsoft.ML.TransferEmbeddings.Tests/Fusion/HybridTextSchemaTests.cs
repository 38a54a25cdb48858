using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fusion;

/// <summary>The schema before and behind the stage, and what it refuses.</summary>
public class HybridTextSchemaTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void OneColumnIsAppendedAndNoneLost()
    {
        var data = Rows(20, TestColumns.Passengers);
        using var model = Estimator().Fit(data);
        var schema = model.Transform(data).Schema;
        Assert.Equal(data.Schema.Select(column => (column.Name, column.Type)), schema.Take(data.Schema.Count).Select(column => (column.Name, column.Type)));
        var added = Assert.Single(schema.Skip(data.Schema.Count));
        Assert.Equal("Features", added.Name);
        var type = Assert.IsType<VectorDataViewType>(added.Type);
        Assert.True(type.IsKnownSize);
        Assert.Equal(NumberDataViewType.Single, type.ItemType);
        Assert.True(type.Size > TextEmbeddingModel.Default.Dimension);
    }

    [Fact]
    public void EstimatorPromisesTheTransformersSchema()
    {
        var data = Rows(20, TestColumns.Passengers);
        using var model = Estimator().Fit(data);
        var promised = Estimator().GetOutputSchema(SchemaShapes.Of(data.Schema));
        var given = SchemaShapes.Of(model.GetOutputSchema(data.Schema));
        Assert.Equal(given.Select(Describe).Order(), promised.Select(Describe).Order());

        static string Describe(SchemaShape.Column column) =>
            $"{column.Name} {column.Kind} {column.ItemType} {column.IsKey} {string.Join(',', column.Annotations.Select(annotation => $"{annotation.Name} {annotation.Kind} {annotation.ItemType}").Order())}";
    }

    [Fact]
    public void ColumnsOfTheUserThatAreNamedAsOursStay()
    {
        TestColumn<float>[] columns = [.. new[] { "Features.Text", "Features.Text1", "Features.Embedding" }.Select(name =>
            new TestColumn<float>(name, NumberDataViewType.Single, (int row, ref float value) => value = row))];
        var data = Rows(20, columns);
        using var model = Estimator().Fit(data);
        var transformed = model.Transform(data);
        Assert.Equal(data.Schema.Select(column => column.Name).Append("Features"), transformed.Schema.Select(column => column.Name));
        foreach (var column in columns)
            Assert.Equal(Enumerable.Range(0, 20).Select(row => (float)row), transformed.GetColumn<float>(column.Name));
    }

    [Fact]
    public void OutputMayTakeTheInputsName()
    {
        var data = Rows(20);
        var estimator = ml.Transforms.Text.FeaturizeTextWithEmbedding("Input");
        using var model = estimator.Fit(data);
        Assert.IsType<VectorDataViewType>(model.Transform(data).Schema["Input"].Type);
        Assert.Equal(20, model.Transform(data).GetColumn<float[]>("Input").Count());
        var promised = estimator.GetOutputSchema(SchemaShapes.Of(data.Schema));
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, Assert.Single(promised, column => column.Name == "Input").Kind);
    }

    [Fact]
    public void MissingInputColumnIsNamed()
    {
        var data = new RowsDataView(1, [TestColumns.Id]);
        using var model = Estimator().Fit(Rows(20));
        foreach (var attempt in new Action[] { () => Estimator().GetOutputSchema(SchemaShapes.Of(data.Schema)), () => Estimator().Fit(data), () => model.Transform(data) })
            Assert.Contains("Could not find input column 'Input'", Assert.Throws<ArgumentOutOfRangeException>(attempt).Message);
    }

    [Fact]
    public void WrongInputColumnIsNamedWithBothTypes()
    {
        var data = new RowsDataView(1, [new TestColumn<long>("Input", NumberDataViewType.Int64, (int row, ref long value) => value = row)]);
        using var model = Estimator().Fit(Rows(20));
        foreach (var attempt in new Action[] { () => Estimator().GetOutputSchema(SchemaShapes.Of(data.Schema)), () => Estimator().Fit(data), () => model.Transform(data) })
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>(attempt).Message;
            Assert.Contains("Schema mismatch for input column 'Input'", message);
            Assert.Contains("Int64", message);
        }
    }

    [Fact]
    public void DataWithoutTextIsRefusedByName()
    {
        var empty = new TestColumn<ReadOnlyMemory<char>>("Input", TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = default);
        foreach (var data in new[] { Rows(0), new RowsDataView(5, [empty]) })
            Assert.Contains("'Input'", Assert.Throws<InvalidOperationException>(() => Estimator().Fit(data)).Message);
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        var text = ml.Transforms.Text;
        Assert.Throws<ArgumentNullException>(() => TransferEmbeddingsCatalog.FeaturizeTextWithEmbedding(null!, "Features"));
        Assert.Throws<ArgumentNullException>(() => text.FeaturizeTextWithEmbedding(null!));
        Assert.Throws<ArgumentException>(() => text.FeaturizeTextWithEmbedding(""));
        Assert.Throws<ArgumentException>(() => text.FeaturizeTextWithEmbedding("Features", ""));
        foreach (float weight in new[] { 0, -1, float.NaN, float.PositiveInfinity })
            Assert.Contains($"{weight}", Assert.Throws<ArgumentOutOfRangeException>(() => new HybridTextOptions { NGramWeight = weight }).Message);
        var nothing = new TextFeaturizingEstimator.Options { WordFeatureExtractor = null, CharFeatureExtractor = null };
        Assert.Contains("EmbedText", Assert.Throws<ArgumentException>(() => new HybridTextOptions { NGrams = nothing }).Message);
        Assert.Throws<ArgumentNullException>(() => Estimator().Fit(null!));
        Assert.Throws<ArgumentNullException>(() => Estimator().GetOutputSchema(null!));
    }

    private HybridTextEstimator Estimator() => ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", "Input");

    private static RowsDataView Rows(int count, params IEnumerable<TestColumn> passengers) => new(count, [TestColumns.Id, TextColumn.Input, .. passengers]);
}
