namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>
/// Code points on their way through a normalization, each with its change: 1 if it was inserted, 0 if it stands for the next code point of the text, -n
/// if it stands for that one and n more. Its memory is used again.
/// </summary>
internal sealed class NormalizationBuffer
{
    private (int CodePoint, int Change)[] items = new (int, int)[256];

    /// <summary>For each its combining class, in the upper half, and where it stood before marks were put in order.</summary>
    private long[] keys = new long[256];

    public int Count { get; private set; }

    public long Bytes => 2 * sizeof(long) * (long)items.Length;

    public (int CodePoint, int Change) this[int index] => items[index];

    /// <summary>Fills this with the decomposition of a text, the marks in canonical order.</summary>
    public void Decompose(ReadOnlySpan<char> text, bool isCompatible)
    {
        Count = 0;
        Span<int> buffer = stackalloc int[3];
        int firstMark = 0;
        bool isOrdered = true;
        var changing = NormalizationTables.MayChange[(int)(isCompatible ? UnicodeForm.KD : UnicodeForm.D)];
        for (int i = 0; i < text.Length;)
        {
            var (codePoint, length) = CodePoints.Decode(text, i);
            // A lone surrogate stays what it is.
            if (length == 1)
                codePoint = text[i];
            bool mayChange = changing.Contains(codePoint);
            scoped ReadOnlySpan<int> parts = mayChange ? NormalizationTables.Decompose(codePoint, isCompatible, buffer) : new(in codePoint);
            for (int part = 0; part < parts.Length; part++)
            {
                byte markClass = mayChange ? NormalizationTables.ClassOf(parts[part]) : (byte)0;
                if (markClass == 0)
                {
                    if (!isOrdered)
                        Order(firstMark);
                    isOrdered = true;
                    firstMark = Count + 1;
                }
                else if (Count > firstMark && ClassAt(Count - 1) > markClass)
                {
                    isOrdered = false;
                }
                Add(parts[part], part == 0 ? 0 : 1, markClass);
            }
            i += length;
        }
        if (!isOrdered)
            Order(firstMark);
    }

    /// <summary>Composes what <see cref="Decompose"/> left.</summary>
    public void Compose()
    {
        int written = 0, starter = -1, lastClass = 0;
        var composing = NormalizationTables.MayChange[(int)UnicodeForm.C];
        for (int i = 0; i < Count; i++)
        {
            var (codePoint, change) = items[i];
            byte markClass = ClassAt(i);
            // A mark composes unless another that is still there stands before it with the same class or a higher one; a starter only directly after it.
            if (starter >= 0 && (lastClass == 0 || lastClass < markClass) && composing.Contains(codePoint)
                && NormalizationTables.TryCompose(items[starter].CodePoint, codePoint, out int composed))
            {
                items[starter] = (composed, items[starter].Change + change - 1);
                continue;
            }
            if (markClass == 0)
                starter = written;
            lastClass = markClass;
            items[written++] = (codePoint, change);
        }
        Count = written;
    }

    private byte ClassAt(int index) => (byte)(keys[index] >> 32);

    private void Order(int firstMark) => Array.Sort(keys, items, firstMark, Count - firstMark);

    private void Add(int codePoint, int change, byte markClass)
    {
        if (Count == items.Length)
        {
            Array.Resize(ref items, 2 * Count);
            Array.Resize(ref keys, 2 * Count);
        }
        items[Count] = (codePoint, change);
        keys[Count] = (long)markClass << 32 | (uint)Count;
        Count++;
    }
}
