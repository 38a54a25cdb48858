using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>The symbols of a word while they are merged, in memory that is used again.</summary>
internal sealed class BpeWord
{
    private const int None = -1;

    private readonly PriorityQueue<int, ulong> queue = new();
    private Symbol[] symbols = new Symbol[64];
    private int count;

    private struct Symbol
    {
        public int Id, Previous, Next;

        /// <summary>Bytes of the word's UTF-8 form; 0 of a symbol that went into the one before it.</summary>
        public int Bytes;
    }

    public long Bytes => 4 * sizeof(int) * (long)symbols.Length + 2 * sizeof(ulong) * (long)queue.EnsureCapacity(0);

    public void Clear() => count = 0;

    public void Add(int id, int bytes)
    {
        if (count == symbols.Length)
            Array.Resize(ref symbols, 2 * count);
        if (count > 0)
            symbols[count - 1].Next = count;
        symbols[count] = new Symbol { Id = id, Previous = count - 1, Next = None, Bytes = bytes };
        count++;
    }

    /// <summary>Merges neighbors, the best ranked first and of equal ones the leftmost, until no merge is left.</summary>
    public void Merge(MergeTable merges)
    {
        queue.Clear();
        for (int left = 0; left + 1 < count; left++)
            Enqueue(merges, left);
        while (queue.TryDequeue(out int mergedId, out ulong priority))
        {
            int left = (int)(uint)priority, right = symbols[left].Bytes == 0 ? None : symbols[left].Next;
            // What was queued before one of the two was merged is out of date.
            if (right == None || !merges.TryGet(symbols[left].Id, symbols[right].Id, out var merge) || merge.Id != mergedId)
                continue;
            symbols[left].Id = mergedId;
            symbols[left].Bytes += symbols[right].Bytes;
            symbols[left].Next = symbols[right].Next;
            symbols[right].Bytes = 0;
            if (symbols[left].Next != None)
                symbols[symbols[left].Next].Previous = left;
            if (symbols[left].Previous != None)
                Enqueue(merges, symbols[left].Previous);
            if (symbols[left].Next != None)
                Enqueue(merges, left);
        }
    }

    /// <summary>
    /// Adds the symbols as tokens. As in the original, a token's place follows from the bytes before it, even if unknown characters were left out.
    /// </summary>
    public void CopyTo(ReadOnlySpan<char> word, TokenBuffer tokens)
    {
        var start = new Position(word);
        var end = new Position(word);
        int bytes = 0;
        for (int i = 0; i < count; i++)
        {
            if (symbols[i].Bytes == 0)
                continue;
            start.MoveTo(bytes);
            bytes += symbols[i].Bytes;
            end.MoveTo(bytes - 1);
            tokens.Add(new Token(symbols[i].Id, start.Start, end.End));
        }
    }

    private void Enqueue(MergeTable merges, int left)
    {
        if (merges.TryGet(symbols[left].Id, symbols[symbols[left].Next].Id, out var merge))
            queue.Enqueue(merge.Id, ((ulong)(uint)merge.Rank << 32) | (uint)left);
    }

    /// <summary>The character of a word that holds a byte of its UTF-8 form.</summary>
    private ref struct Position(ReadOnlySpan<char> word)
    {
        private readonly ReadOnlySpan<char> word = word;
        private int endByte;

        public int Start { get; private set; }

        public int End { get; private set; }

        /// <summary>Moves on to a byte; one after the word's end counts as the last.</summary>
        public void MoveTo(int index)
        {
            while (index >= endByte && End < word.Length)
            {
                Rune.DecodeFromUtf16(word[End..], out var rune, out int length);
                Start = End;
                End += length;
                endByte += rune.Utf8SequenceLength;
            }
        }
    }
}
