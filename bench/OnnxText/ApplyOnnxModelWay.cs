using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Microsoft.ML.Transforms.Onnx;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;

/// <summary>ML.NET's own stage for a graph: token ids as columns, one row a run, the token vectors pooled by whoever reads them.</summary>
internal sealed class ApplyOnnxModelWay : Way
{
    private const int RecursionLimit = 100;

    private readonly TokenizedCorpus corpus;
    private readonly IReadOnlyList<int> rows;
    private readonly VectorTable vectors;
    private readonly OnnxTransformer transformer;
    private readonly IDataView view;

    /// <param name="name">For the report.</param>
    /// <param name="graph">The ONNX file.</param>
    /// <param name="corpus">The token ids.</param>
    /// <param name="rows">Rows of the corpus to encode.</param>
    /// <param name="paddedTo">The fixed shape's length; null: shapes are free, and a row has its own length.</param>
    /// <param name="vectors">Where the vectors go.</param>
    public ApplyOnnxModelWay(string name, string graph, TokenizedCorpus corpus, IReadOnlyList<int> rows, int? paddedTo, VectorTable vectors)
        : base(name, rows.Count)
    {
        this.corpus = corpus;
        this.rows = rows;
        this.vectors = vectors;
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable(rows.Select(row => CreateRow(row, paddedTo)).ToArray(), Schema(paddedTo));
        transformer = Estimator(ml, graph, paddedTo).Fit(data);
        view = transformer.Transform(data);
    }

    public override void Run()
    {
        var column = view.Schema[BertGraph.Output];
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> tokenVectors = default;
        for (int i = 0; cursor.MoveNext(); i++)
        {
            getter(ref tokenVectors);
            TokenPooling.MeanNormalized(tokenVectors.GetValues(), corpus[rows[i]].Length, vectors[rows[i]]);
        }
    }

    public override void Dispose() => transformer.Dispose();

    private static OnnxScoringEstimator Estimator(MLContext ml, string graph, int? paddedTo) => paddedTo is { } length
        ? ml.Transforms.ApplyOnnxModel(
            [BertGraph.Output], BertGraph.Inputs, graph, BertGraph.Inputs.ToDictionary(name => name, _ => new[] { 1, length }), null, false, RecursionLimit)
        : ml.Transforms.ApplyOnnxModel([BertGraph.Output], BertGraph.Inputs, graph);

    private static SchemaDefinition Schema(int? paddedTo)
    {
        var schema = SchemaDefinition.Create(typeof(TokenRow));
        if (paddedTo is { } length)
        {
            foreach (var column in schema)
                column.ColumnType = new VectorDataViewType(NumberDataViewType.Int64, length);
        }
        return schema;
    }

    private TokenRow CreateRow(int row, int? paddedTo)
    {
        var source = corpus[row];
        int length = paddedTo ?? source.Length;
        var result = new TokenRow { Ids = new long[length], Mask = new long[length], Types = new long[length] };
        Array.Fill(result.Ids, corpus.PaddingTokenId);
        for (int token = 0; token < source.Length; token++)
            (result.Ids[token], result.Mask[token]) = (source[token], 1);
        return result;
    }
}
