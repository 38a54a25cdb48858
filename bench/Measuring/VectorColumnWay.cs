using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <summary>A stage of a pipeline as a trainer sees it: a cursor moves over the view and takes the column's vector of every row.</summary>
/// <param name="name">For the report.</param>
/// <param name="view">The transformed data.</param>
/// <param name="column">A column of vectors.</param>
/// <param name="texts">The view's rows.</param>
/// <param name="vectors">Where the vectors go; null where nobody looks at them.</param>
internal sealed class VectorColumnWay(string name, IDataView view, string column, int texts, VectorTable? vectors = null) : Way(name, texts)
{
    public override void Run()
    {
        var schema = view.Schema;
        using var cursor = view.GetRowCursor([schema[column]]);
        var getter = cursor.GetGetter<VBuffer<float>>(schema[column]);
        VBuffer<float> vector = default;
        int row = 0;
        for (; cursor.MoveNext(); row++)
        {
            getter(ref vector);
            vectors?.Set(row, vector);
        }
        if (row != Texts)
            throw new InvalidOperationException($"{Name}: the view has {row:N0} rows, and {Texts:N0} were expected.");
    }
}
