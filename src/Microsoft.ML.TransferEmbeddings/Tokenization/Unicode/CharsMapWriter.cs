
namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>
/// Tells <see cref="PlaceWriter"/> which places replaced code points have: those that are more than before count as inserted, and those that fell away go
/// with the code point before. Where there is none before, they are forgotten, and all that follows has places that are too early, as in the original.
/// </summary>
internal ref struct CharsMapWriter(PlaceWriter places)
{
    private PlaceWriter places = places;
    private int pending;
    private int pendingChange;
    private bool hasPending;

    /// <summary>Goes on by some code points of the input.</summary>
    /// <param name="count">How many.</param>
    /// <param name="codePoint">What stays where nothing replaces it.</param>
    /// <param name="replacement">What replaces them; null if nothing does.</param>
    public void Replace(int count, int codePoint, string? replacement)
    {
        if (replacement == null)
        {
            Add(codePoint, 0);
            return;
        }
        int left = count;
        foreach (var rune in replacement.EnumerateRunes())
            Add(rune.Value, left-- > 0 ? 0 : 1);
        if (left > 0)
            pendingChange -= left;
    }

    public void Flush()
    {
        if (hasPending)
            places.Append(pending, pendingChange);
        hasPending = false;
    }

    private void Add(int codePoint, int change)
    {
        Flush();
        (pending, pendingChange, hasPending) = (codePoint, change, true);
    }
}
