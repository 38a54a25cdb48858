using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Items.Data;

/// <summary>Distinct keys, numbered as they come. Not for several threads.</summary>
internal sealed class KeyList
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> numbersOfSpans;
    private readonly List<string> keys = [];

    public KeyList() => numbersOfSpans = numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <exception cref="ArgumentException">The key is not valid Unicode.</exception>
    public int NumberOf(ReadOnlySpan<char> key)
    {
        if (numbersOfSpans.TryGetValue(key, out int number))
            return number;
        if (!UnicodeText.IsValid(key))
            throw new ArgumentException($"The key \"{key}\" is not valid Unicode text and could not be saved. Leave its rows out.");
        number = keys.Count;
        string text = key.ToString();
        numbers.Add(text, number);
        keys.Add(text);
        return number;
    }

    /// <summary>The keys in their order (<see cref="KeyOrder"/>), and the place of each in it.</summary>
    public (string[] Keys, int[] Places) Sort()
    {
        int[] order = [.. Enumerable.Range(0, keys.Count)];
        Array.Sort(order, (one, other) => KeyOrder.Compare(keys[one], keys[other]));
        var places = new int[order.Length];
        for (int place = 0; place < order.Length; place++)
            places[order[place]] = place;
        return (Array.ConvertAll(order, number => keys[number]), places);
    }
}
