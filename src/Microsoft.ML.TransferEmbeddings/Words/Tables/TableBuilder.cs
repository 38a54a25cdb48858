using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Words.Tables;

/// <summary>Makes a table of names and rows that a user gave, and refuses what could not be saved or found again.</summary>
internal static class TableBuilder
{
    /// <exception cref="ArgumentException">A name or a row can't be used; the message names it.</exception>
    public static WordTable Build(IEnumerable<string> names, IEnumerable<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(rows);
        string[] all = [.. names];
        float[][] vectors = [.. rows];
        if (all.Length != vectors.Length || all.Length == 0)
        {
            throw new ArgumentException(
                $"There are {all.Length:N0} names and {vectors.Length:N0} rows. Give one row for each name, and at least one.", nameof(rows));
        }
        var index = Index(all);
        int dimension = vectors[0]?.Length ?? 0;
        for (int row = 0; row < all.Length; row++)
            Check(all[row], vectors[row], dimension);
        var values = new float[checked(all.Length * dimension)];
        for (int row = 0; row < all.Length; row++)
            vectors[row].CopyTo(values, row * dimension);
        return new WordTable(all, index, values, dimension);
    }

    private static Dictionary<string, int> Index(string[] names)
    {
        var index = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (int row = 0; row < names.Length; row++)
        {
            if (names[row] is not { } name)
                throw new ArgumentException($"Name {row} is null. Leave it out, with its row.", nameof(names));
            if (!UnicodeText.IsValid(name))
                throw new ArgumentException($"Name {row} is not valid Unicode text and could not be saved. Leave it out, with its row.", nameof(names));
            if (!index.TryAdd(name, row))
            {
                throw new ArgumentException(
                    $"The name '{name}' occurs twice, as {index[name]} and as {row}. Leave one of them out, with its row.", nameof(names));
            }
        }
        return index;
    }

    private static void Check(string name, float[]? vector, int dimension)
    {
        if (vector is null || vector.Length == 0)
            throw new ArgumentException($"The row of '{name}' is {(vector is null ? "null" : "empty")}. Give one or more values.", "rows");
        if (vector.Length != dimension)
            throw new ArgumentException($"The row of '{name}' has {vector.Length} values and the first row {dimension}. Give rows of one length.", "rows");
        if (!TensorPrimitives.IsFiniteAll<float>(vector))
            throw new ArgumentException($"The row of '{name}' has a value that is not finite. Leave it out, or give finite values.", "rows");
    }
}
