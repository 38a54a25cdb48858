using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>The row of a key: 1 is the first, 0 a missing one.</summary>
/// <typeparam name="TKey">The raw type of the key.</typeparam>
internal sealed class KeyEncoder<TKey> : RowEncoder<TKey>
    where TKey : IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly ReadOnlyMemory<float> rows;
    private readonly string[] names;
    private readonly bool isMissingAnError;

    /// <param name="rows">A row a key, and that of a missing one behind them.</param>
    /// <param name="names">Of the keys.</param>
    /// <param name="settings">Of the rows.</param>
    public KeyEncoder(ReadOnlyMemory<float> rows, string[] names, KeyVectorSettings settings)
    {
        this.rows = rows;
        this.names = names;
        isMissingAnError = settings.Unknown == UnknownWord.Error;
        Dimension = settings.Dimension;
        InputType = new KeyDataViewType(typeof(TKey), names.Length);
    }

    public override int Dimension { get; }

    public override DataViewType InputType { get; }

    /// <summary>The same number must be the same key: another mapping of values to keys would give other items' vectors.</summary>
    public override void CheckInput(DataViewSchema.Column column)
    {
        if (KeyNames.Of(column) is not { } given)
            return;
        int other = Enumerable.Range(0, names.Length).FirstOrDefault(key => names[key] != given[key], -1);
        if (other >= 0)
        {
            throw new InvalidOperationException(
                $"Column '{column.Name}' has other keys than the stage was fitted on: key {other + 1} is \"{given[other]}\" and was \"{names[other]}\". " +
                "Map values to keys by the stage that was fitted together with this one.");
        }
    }

    protected override void EncodeOne(TKey input, Span<float> vector)
    {
        int row = input == TKey.Zero || ulong.CreateTruncating(input) > (ulong)names.Length ? names.Length : int.CreateTruncating(input) - 1;
        if (row == names.Length && isMissingAnError)
            throw new KeyNotFoundException($"A row's key is missing. Filter such rows out, or choose what comes in its place: {nameof(WordLookup)}.{nameof(WordLookup.Unknown)}.");
        rows.Span.Slice(row * Dimension, Dimension).CopyTo(vector);
    }
}
