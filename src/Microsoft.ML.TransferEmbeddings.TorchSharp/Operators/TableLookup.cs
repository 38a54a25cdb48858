using static TorchSharp.torch;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>
/// Reads rows of a parameter, as the embeddings of tokens are read. If the parameter is trained, its gradient is sparse: it has the rows that were read. Not thread-safe.
/// </summary>
internal sealed class TableLookup : IDisposable
{
    private global::TorchSharp.Modules.Embedding? table;

    /// <param name="parameter">Two dimensions.</param>
    /// <param name="indices">Of rows, 0 or more.</param>
    public Tensor Read(Tensor parameter, Tensor indices)
    {
        if (!parameter.requires_grad || !parameter.is_leaf)
            return parameter.index_select(0, indices.reshape(-1)).reshape([.. indices.shape, parameter.shape[1]]);
        // It shares the parameter's memory.
        table ??= nn.Embedding_from_pretrained(parameter, freeze: false, sparse: true);
        return table.call(indices);
    }

    public void Dispose() => table?.Dispose();
}
