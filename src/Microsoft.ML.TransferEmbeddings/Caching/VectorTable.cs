using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>Vectors of one encoder in memory, up to a number of bytes. Thread-safe.</summary>
/// <remarks>
/// The least recently used vector goes first. Where the table is full, all but one of 32 new vectors are the next to go: passes over more rows than there is room
/// for would otherwise find none of them again (bimodal insertion; Qureshi et al., "Adaptive insertion policies for high performance caching", 2007).
/// </remarks>
internal sealed class VectorTable(int dimension, long maxBytes, EmbeddingCachePrecision precision = EmbeddingCachePrecision.Single)
{
    private const int ChunkBytes = 1 << 20, KeptOfWhatComesLate = 32, Nothing = -1;

    /// <summary>What a vector takes besides its values: its key, twice, links, and room to grow.</summary>
    private const int Overhead = 128;

    private readonly Lock gate = new();
    private readonly Dictionary<CacheKey, int> slots = [];
    private readonly Dictionary<CacheKey, Flight> flights = [];
    private readonly VectorCodec codec = new(dimension, precision);
    private readonly List<byte[]> chunks = [];
    private readonly List<Entry> entries = [];
    private int mostRecent = Nothing, leastRecent = Nothing;
    private int late;
    private bool isClosed;

    public int Dimension => dimension;

    public int Count
    {
        get
        {
            lock (gate)
                return slots.Count;
        }
    }

    public long Bytes => (long)Count * BytesPerVector;

    private int BytesPerVector => codec.Bytes + Overhead;

    private int VectorsPerChunk => Math.Max(1, ChunkBytes / codec.Bytes);

    private int Capacity => (int)Math.Clamp(maxBytes / BytesPerVector, 1, Array.MaxLength);

    public bool TryFind(in CacheKey key, Span<float> vector)
    {
        lock (gate)
            return Find(key, vector);
    }

    /// <summary>
    /// Finds an input's vector, or says who encodes it: this call, which <see cref="Land">lands</see> its flight in any case, or another one, for which it waits when it
    /// has landed its own.
    /// </summary>
    /// <param name="keys">Of the rows.</param>
    /// <param name="rows">The rows to look at.</param>
    /// <param name="vectors">Of all rows; receives those that are there.</param>
    /// <param name="flight">The call's own.</param>
    /// <param name="sources">Receives, for a row, the row whose vector it has: itself where it is this call's to encode; <see cref="RowSource.Found"/>; or
    /// <see cref="RowSource.Awaited"/>.</param>
    /// <param name="others">Receives the flights to wait for.</param>
    public void Claim(ReadOnlySpan<CacheKey> keys, List<int> rows, Span<float> vectors, Flight flight, Span<int> sources, HashSet<Flight> others)
    {
        lock (gate)
        {
            foreach (int row in rows)
            {
                var key = keys[row];
                if (Find(key, vectors.Slice(row * dimension, dimension)))
                {
                    sources[row] = RowSource.Found;
                }
                else if (flights.TryGetValue(key, out var other) && other != flight)
                {
                    sources[row] = RowSource.Awaited;
                    others.Add(other);
                }
                else
                {
                    flights[key] = flight;
                    sources[row] = flight.Rows.TryAdd(key, row) ? row : flight.Rows[key];
                }
            }
        }
    }

    /// <summary>Ends a flight: its inputs are anybody's again.</summary>
    public void Land(Flight flight)
    {
        lock (gate)
        {
            foreach (var key in flight.Rows.Keys)
                flights.Remove(key);
        }
        flight.Land();
    }

    /// <summary>Keeps vectors.</summary>
    public void Add(ReadOnlySpan<CacheKey> keys, List<int> rows, ReadOnlySpan<float> vectors)
    {
        lock (gate)
        {
            foreach (int row in rows)
                Add(keys[row], vectors.Slice(row * dimension, dimension));
        }
    }

    public void Add(in CacheKey key, ReadOnlySpan<float> vector)
    {
        lock (gate)
        {
            if (isClosed || slots.ContainsKey(key))
                return;
            bool isFull = slots.Count >= Capacity;
            int slot = isFull ? Evict() : entries.Count;
            if (slot == entries.Count)
            {
                if (slot % VectorsPerChunk == 0)
                    chunks.Add(GC.AllocateUninitializedArray<byte>(codec.Bytes * Math.Min(VectorsPerChunk, Capacity - slot)));
                entries.Add(default);
            }
            slots.Add(key, slot);
            entries[slot] = new Entry { Key = key };
            codec.Write(vector, Content(slot));
            if (isFull && ++late % KeptOfWhatComesLate != 0)
                LinkLast(slot);
            else
                LinkFirst(slot);
        }
    }

    /// <summary>Frees the memory and keeps nothing from now on.</summary>
    public void Close()
    {
        lock (gate)
            isClosed = true;
        Clear();
    }

    public void Clear()
    {
        lock (gate)
        {
            slots.Clear();
            entries.Clear();
            chunks.Clear();
            mostRecent = leastRecent = Nothing;
        }
    }

    private bool Find(in CacheKey key, Span<float> vector)
    {
        if (!slots.TryGetValue(key, out int slot))
            return false;
        codec.Read(Content(slot), vector);
        if (slot != mostRecent)
        {
            Unlink(slot);
            LinkFirst(slot);
        }
        return true;
    }

    private Span<byte> Content(int slot) => chunks[slot / VectorsPerChunk].AsSpan(slot % VectorsPerChunk * codec.Bytes, codec.Bytes);

    private int Evict()
    {
        int slot = leastRecent;
        Unlink(slot);
        slots.Remove(entries[slot].Key);
        return slot;
    }

    private void LinkFirst(int slot)
    {
        Change(slot) = Change(slot) with { Newer = Nothing, Older = mostRecent };
        if (mostRecent != Nothing)
            Change(mostRecent).Newer = slot;
        mostRecent = slot;
        if (leastRecent == Nothing)
            leastRecent = slot;
    }

    private void LinkLast(int slot)
    {
        Change(slot) = Change(slot) with { Newer = leastRecent, Older = Nothing };
        if (leastRecent != Nothing)
            Change(leastRecent).Older = slot;
        leastRecent = slot;
        if (mostRecent == Nothing)
            mostRecent = slot;
    }

    private void Unlink(int slot)
    {
        var entry = entries[slot];
        if (entry.Newer == Nothing)
            mostRecent = entry.Older;
        else
            Change(entry.Newer).Older = entry.Older;
        if (entry.Older == Nothing)
            leastRecent = entry.Newer;
        else
            Change(entry.Older).Newer = entry.Newer;
    }

    private ref Entry Change(int slot) => ref CollectionsMarshal.AsSpan(entries)[slot];

    private struct Entry
    {
        public CacheKey Key;
        public int Newer;
        public int Older;
    }
}
