using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>The schema before and behind a stage, as the estimator promises it and as the transformer gives it.</summary>
public abstract partial class TransformerContract<TInput>
{
    [Fact]
    public void OutputColumnCarriesTheDimension()
    {
        using var model = Fit();
        var type = Assert.IsType<VectorDataViewType>(model.GetOutputSchema(Rows(1).Schema)[Features].Type);
        Assert.Equal(NumberDataViewType.Single, type.ItemType);
        Assert.Equal([model.Dimension], type.Dimensions);
        Assert.True(type.IsKnownSize);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EstimatorPromisesTheTransformersSchema(bool slotNames)
    {
        var data = Rows(1, TestColumns.Passengers);
        var estimator = Estimator(slotNames: slotNames);
        using var model = estimator.Fit(data);
        var promised = estimator.GetOutputSchema(SchemaShapes.Of(data.Schema));
        var given = SchemaShapes.Of(model.GetOutputSchema(data.Schema));
        Assert.Equal(given.Select(Describe).Order(), promised.Select(Describe).Order());

        static string Describe(SchemaShape.Column column) =>
            $"{column.Name} {column.Kind} {column.ItemType} {column.IsKey} {string.Join(',', column.Annotations.Select(annotation => $"{annotation.Name} {annotation.Kind} {annotation.ItemType}"))}";
    }

    [Fact]
    public void SlotNamesComeOnRequest()
    {
        using var named = Fit(slotNames: true);
        VBuffer<ReadOnlyMemory<char>> names = default;
        named.GetOutputSchema(Rows(1).Schema)[Features].GetSlotNames(ref names);
        Assert.Equal(Enumerable.Range(0, named.Dimension).Select(slot => slot.ToString()), names.DenseValues().Select(name => name.ToString()));

        using var unnamed = Fit();
        Assert.False(unnamed.GetOutputSchema(Rows(1).Schema)[Features].HasSlotNames());
    }

    [Fact]
    public void MissingInputColumnIsNamed()
    {
        var data = new RowsDataView(1, [TestColumns.Id]);
        using var model = Fit();
        foreach (var attempt in new Action[] { () => Estimator().GetOutputSchema(SchemaShapes.Of(data.Schema)), () => Estimator().Fit(data), () => model.Transform(data) })
            Assert.Contains($"Could not find input column '{Input.Name}'", Assert.Throws<ArgumentOutOfRangeException>(attempt).Message);
    }

    [Fact]
    public void WrongInputColumnIsNamedWithBothTypes()
    {
        var wrong = new TestColumn<DateTime>(Input.Name, DateTimeDataViewType.Instance, (int row, ref DateTime value) => value = default);
        var data = new RowsDataView(1, [wrong]);
        using var model = Fit();
        foreach (var attempt in new Action[] { () => Estimator().GetOutputSchema(SchemaShapes.Of(data.Schema)), () => Estimator().Fit(data), () => model.Transform(data) })
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>(attempt).Message;
            Assert.Contains($"Schema mismatch for input column '{Input.Name}'", message);
            Assert.Contains("DateTime", message);
        }
    }

    [Fact]
    public void OtherColumnsAndTheirAnnotationsPassThrough()
    {
        using var model = Fit(slotNames: true);
        var ml = NewContext();
        var data = ml.Transforms.Conversion.MapValueToKey("Label", "Text").Append(ml.Transforms.Concatenate("Both", "Dense", "Dense"))
            .Fit(Rows(20, TestColumns.Passengers)).Transform(Rows(20, TestColumns.Passengers));
        var schema = model.Transform(data).Schema;
        Assert.Equal(data.Schema.Select(column => column.Name).Append(Features), schema.Select(column => column.Name));
        Assert.Equal(data.Schema.Select(column => column.Type), schema.Take(data.Schema.Count).Select(column => column.Type));
        VBuffer<ReadOnlyMemory<char>> keys = default;
        schema["Label"].GetKeyValues(ref keys);
        Assert.Equal(20, keys.Length);
    }

    [Fact]
    public void GetterOfAnotherTypeOrOfAnInactiveColumnIsRefused()
    {
        using var model = Fit();
        var transformed = model.Transform(Rows(3));
        using var cursor = transformed.GetRowCursor([transformed.Schema[Features]]);
        Assert.Contains(Features, Assert.ThrowsAny<Exception>(() => cursor.GetGetter<float>(cursor.Schema[Features])).Message);
        Assert.Contains(TestColumns.Id.Name, Assert.ThrowsAny<Exception>(() => cursor.GetGetter<float>(cursor.Schema[TestColumns.Id.Name])).Message);

        var foreign = Rows(1, TestColumns.Passengers).Schema["Words"];
        Assert.False(cursor.IsColumnActive(foreign));
        Assert.Contains("Words", Assert.Throws<ArgumentException>(() => cursor.GetGetter<float>(foreign)).Message);
        Assert.Contains("Words", Assert.Throws<ArgumentException>(() => transformed.GetRowCursor([foreign])).Message);
    }
}
