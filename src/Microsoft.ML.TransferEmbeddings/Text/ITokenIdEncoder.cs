namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>A text encoder that works on ids of a tokenizer and can be given the ids themselves.</summary>
internal interface ITokenIdEncoder
{
    /// <summary>
    /// The vectors of sequences of ids, each between the encoder's special tokens, if it has some, and without its prompt; nothing is cut off or left out.
    /// </summary>
    /// <param name="sequences">Ids without special tokens.</param>
    /// <param name="vectors">sequences.Length × Dimension values, a row after the other.</param>
    /// <param name="execution">Batch sizes and threads.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    void EncodeIds(ReadOnlyMemory<int[]> sequences, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellation);
}
