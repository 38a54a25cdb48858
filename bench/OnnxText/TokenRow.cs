using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;

/// <summary>A row for ApplyOnnxModel, which finds a graph's inputs by the names of columns.</summary>
internal sealed class TokenRow
{
    [ColumnName(BertGraph.Ids)]
    public long[] Ids { get; set; } = [];

    [ColumnName(BertGraph.Mask)]
    public long[] Mask { get; set; } = [];

    [ColumnName(BertGraph.Types)]
    public long[] Types { get; set; } = [];
}
