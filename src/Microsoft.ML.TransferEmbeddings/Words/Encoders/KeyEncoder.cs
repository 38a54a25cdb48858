namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>The row of a key: 1 is the first, 0 a missing one.</summary>
/// <param name="rows">One row per key, and that of a missing one after them.</param>
/// <param name="count">The number of keys.</param>
/// <param name="settings">Of the rows.</param>
internal sealed class KeyEncoder(ReadOnlyMemory<float> rows, int count, KeyVectorSettings settings) : RowEncoder<ulong>
{
    private readonly bool isMissingAnError = settings.Unknown == UnknownWord.Error;

    public override int Dimension => settings.Dimension;

    protected override void EncodeOne(ulong input, Span<float> vector)
    {
        int row = input == 0 || input > (ulong)count ? count : (int)input - 1;
        if (row == count && isMissingAnError)
            throw new KeyNotFoundException($"A row's key is missing. Filter such rows out, or choose what comes in its place: {nameof(WordLookup)}.{nameof(WordLookup.Unknown)}.");
        rows.Span.Slice(row * Dimension, Dimension).CopyTo(vector);
    }
}
