namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>Sequences that run together, and where each lies.</summary>
/// <param name="Rows">Rows of the run.</param>
/// <param name="Length">Tokens in each row, padding included; 0 where no sequence has any.</param>
/// <param name="Places">Where the sequences are, row by row and from the first token on.</param>
internal sealed record SequenceBatch(int Rows, int Length, SequencePlace[] Places)
{
    /// <summary>In the run, padding included.</summary>
    public int Tokens => Rows * Length;
}

/// <param name="Sequence">Its number in the window.</param>
/// <param name="Row">The row of the run.</param>
/// <param name="Start">Its first token in the row.</param>
internal readonly record struct SequencePlace(int Sequence, int Row, int Start);
