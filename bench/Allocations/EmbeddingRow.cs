using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Allocations;

internal sealed class EmbeddingRow
{
    [VectorType]
    public float[] Embedding { get; set; } = [];
}
