using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>Counts what a cache was worth: for its owner, and for everybody through the meter. Thread-safe.</summary>
/// <param name="total">Counts the same for a larger whole; null for none.</param>
internal sealed class CacheUse(CacheUse? total = null)
{
    private static readonly Meter Meter = new(EmbeddingCache.MeterName);
    private static readonly Counter<long> HitCounter = Meter.CreateCounter<long>("embedding.cache.hits", "{input}", "Inputs whose vectors were in a cache.");
    private static readonly Counter<long> MissCounter = Meter.CreateCounter<long>("embedding.cache.misses", "{input}", "Inputs whose vectors were computed.");
    private static readonly Counter<long> ByteCounter = Meter.CreateCounter<long>("embedding.cache.bytes", "By", "Bytes of vectors that came from a cache.");
    private static readonly Counter<double> TimeCounter = Meter.CreateCounter<double>("embedding.cache.time_saved", "s", "Time that computing them would have taken.");

    private long hits, misses, savedTicks, encodedTicks, told;

    public long Hits => Interlocked.Read(ref hits);

    public long Misses => Interlocked.Read(ref misses);

    public TimeSpan TimeSaved => TimeSpan.FromSeconds(Interlocked.Read(ref savedTicks) / (double)Stopwatch.Frequency);

    /// <param name="kind">The encoder's.</param>
    /// <param name="count">Of inputs, at least 1.</param>
    /// <param name="bytes">Of their vectors.</param>
    /// <param name="knownSecondsPerInput">From earlier; 0 where it is unknown.</param>
    public void AddHits(string kind, int count, long bytes, double knownSecondsPerInput)
    {
        long encoded = Misses;
        double seconds = count * (encoded > 0 ? Interlocked.Read(ref encodedTicks) / (double)Stopwatch.Frequency / encoded : knownSecondsPerInput);
        var tag = new KeyValuePair<string, object?>("kind", kind);
        HitCounter.Add(count, tag);
        ByteCounter.Add(bytes, tag);
        TimeCounter.Add(seconds, tag);
        Record(count, (long)(seconds * Stopwatch.Frequency));
    }

    /// <param name="kind">The encoder's.</param>
    /// <param name="count">Of inputs; none is nothing.</param>
    /// <param name="ticks">Of the stopwatch, that they took.</param>
    public void AddMisses(string kind, int count, long ticks)
    {
        if (count == 0)
            return;
        MissCounter.Add(count, new KeyValuePair<string, object?>("kind", kind));
        RecordMisses(count, ticks);
    }

    /// <summary>A sentence for the log where there were hits that it has not heard of; null where there were none.</summary>
    public string? TakeNews()
    {
        long now = Hits;
        return Interlocked.Exchange(ref told, now) < now
            ? $"{now:N0} vectors came from the cache and {Misses:N0} were computed so far, which saved about {TimeSaved.TotalSeconds:N1} s."
            : null;
    }

    private void Record(int count, long ticks)
    {
        Interlocked.Add(ref hits, count);
        Interlocked.Add(ref savedTicks, ticks);
        total?.Record(count, ticks);
    }

    private void RecordMisses(int count, long ticks)
    {
        Interlocked.Add(ref misses, count);
        Interlocked.Add(ref encodedTicks, ticks);
        total?.RecordMisses(count, ticks);
    }
}
