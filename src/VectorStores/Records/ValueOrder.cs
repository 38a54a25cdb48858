namespace Microsoft.ML.TransferEmbeddings.VectorData.Records;

/// <summary>The order of values: null first, texts by their code points, as databases order their bytes.</summary>
internal sealed class ValueOrder : IComparer<object?>
{
    public static ValueOrder Instance { get; } = new();

    public int Compare(object? x, object? y) => (x, y) switch
    {
        (string one, string other) => Compare(one, other),
        _ => Comparer<object?>.Default.Compare(x, y),
    };

    private static int Compare(string one, string other)
    {
        int same = one.AsSpan().CommonPrefixLength(other);
        return same == one.Length || same == other.Length
            ? one.Length.CompareTo(other.Length)
            : Rank(one[same]).CompareTo(Rank(other[same]));
    }

    /// <summary>Halves of surrogate pairs are code points beyond all others.</summary>
    private static int Rank(char value) => char.IsSurrogate(value) ? value + 0x10000 : value;
}
