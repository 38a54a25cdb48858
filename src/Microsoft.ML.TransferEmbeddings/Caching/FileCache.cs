using Microsoft.Data.Sqlite;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>Vectors in a file that many processes share: an SQLite database with a write-ahead log.</summary>
internal sealed class FileCache : EmbeddingCache
{
    /// <summary>Of the two files that SQLite keeps beside a database.</summary>
    private static readonly string[] Companions = ["-wal", "-shm"];

    private static readonly TimeSpan LongestReplacement = TimeSpan.FromSeconds(10);

    private readonly string path;
    private readonly EmbeddingCacheOptions options;
    private readonly TimeProvider time;
    private readonly long? maxPages;
    private readonly Lock gate = new();
    private readonly List<string> warnings = [];
    private CacheDatabase? database;
    private bool isReadOnly;
    private bool isBusy;
    private bool disposed;

    /// <param name="path">Of the file.</param>
    /// <param name="options">Size and precision.</param>
    /// <param name="time">For what was used last; null for the system's.</param>
    /// <param name="maxPages">Pages after which SQLite says that the disk is full; null for none.</param>
    /// <exception cref="IOException">The file can't be opened or created.</exception>
    public FileCache(string path, EmbeddingCacheOptions options, TimeProvider? time = null, long? maxPages = null)
    {
        this.path = Path.GetFullPath(path);
        this.options = options;
        this.time = time ?? TimeProvider.System;
        this.maxPages = maxPages;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(this.path)!);
            database = Open();
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException or IOException)
        {
            throw new IOException($"The cache '{path}' can't be opened: {e.Message} Give the path of a file in a folder that can be written.", e);
        }
    }

    public override EmbeddingCacheStatistics Statistics
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var (count, bytes) = Try(open => (open.Count, open.Bytes));
            return new() { Count = count, Bytes = bytes, Hits = Use.Hits, Misses = Use.Misses, TimeSaved = Use.TimeSaved };
        }
    }

    public override IReadOnlyList<string> Warnings
    {
        get
        {
            lock (gate)
                return [.. warnings];
        }
    }

    internal override EmbeddingCachePrecision Precision => options.Precision;

    internal override CacheUse Use { get; } = new();

    public override void Clear()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Try(open => open.Clear());
        isReadOnly = false;
        Generation++;
    }

    internal override CacheLayers LayersOf(string fingerprint, int dimension, VectorTable? ofData) => new(ofData, new ModelVectors(this, fingerprint, dimension));

    internal void Write(Action<CacheDatabase> act)
    {
        if (isReadOnly)
            return;
        Try(open =>
        {
            act(open);
            open.Evict(options.MaxBytes);
        });
    }

    internal void Try(Action<CacheDatabase> act) => Try(open =>
    {
        act(open);
        return true;
    });

    /// <summary>Does something with the database, one thread at a time. Where that can't be, a warning says why, and the answer is the default.</summary>
    internal T? Try<T>(Func<CacheDatabase, T> act)
    {
        lock (gate)
        {
            if (database is null)
                return default;
            try
            {
                return act(database);
            }
            catch (SqliteException e) when (SqliteError.IsBusy(e))
            {
                // Another process writes for longer than we wait.
                WarnOnce(ref isBusy, $"The cache '{path}' was busy for too long: another process writes. Some vectors are computed again, or not kept.");
            }
            catch (Exception e) when (IsDamage(e))
            {
                Replace(e.Message);
            }
            catch (SqliteException e) when (SqliteError.IsNoRoom(e))
            {
                WarnOnce(ref isReadOnly, $"The cache '{path}' can't be written: {e.Message} What it has is used, and nothing is added to it.");
            }
            catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                Close($"The cache '{path}' can't be used: {e.Message} Vectors are computed instead.");
            }
            return default;
        }
    }

    private protected override void Release()
    {
        lock (gate)
        {
            disposed = true;
            database?.Dispose();
            database = null;
        }
    }

    private static bool IsDamage(Exception error) => error is InvalidDataException or InvalidCastException or InvalidOperationException || error is SqliteException sqlite && SqliteError.IsDamage(sqlite);

    /// <summary>Opens the file, or an empty one in its place where it is damaged or another program's.</summary>
    private CacheDatabase Open()
    {
        try
        {
            return new CacheDatabase(path, time, maxPages);
        }
        catch (Exception e) when (IsDamage(e))
        {
            return Replacement(e.Message, damaged: null);
        }
    }

    private void Replace(string reason)
    {
        byte[] damaged = database!.Identity;
        database.Dispose();
        database = null;
        try
        {
            database = Replacement(reason, damaged);
            isReadOnly = false;
        }
        catch (Exception e) when (IsDamage(e) || e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Close($"The cache '{path}' is damaged ({reason}) and can't be replaced: {e.Message} Vectors are computed instead.");
        }
    }

    /// <summary>One process at a time: another one that saw the same damage finds the new file.</summary>
    private CacheDatabase Replacement(string reason, byte[]? damaged)
    {
        using var alone = Alone();
        if (TryOpen() is { } there)
        {
            if (damaged is null || !there.Identity.AsSpan().SequenceEqual(damaged))
                return there;
            there.Dispose();
        }
        SetAside(reason);
        return new CacheDatabase(path, time, maxPages);
    }

    private CacheDatabase? TryOpen()
    {
        try
        {
            return new CacheDatabase(path, time, maxPages);
        }
        catch (Exception e) when (IsDamage(e))
        {
            return null;
        }
    }

    private FileStream Alone()
    {
        for (var end = time.GetUtcNow() + LongestReplacement; ; Thread.Sleep(20))
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (time.GetUtcNow() < end)
            {
            }
        }
    }

    private void SetAside(string reason)
    {
        string aside = $"{path}.damaged-{time.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid():N}"[..^24];
        // The database last: whoever opens it meanwhile must not take another one's log for its own.
        foreach (string companion in Companions.Where(companion => File.Exists(path + companion)))
            MoveIfThere(path + companion, aside + companion);
        File.Move(path, aside);
        warnings.Add($"The cache '{path}' can't be trusted: {reason}. It was renamed to '{aside}', and an empty one is in its place.");
    }

    /// <summary>SQLite removes them itself when the last process closes the database.</summary>
    private static void MoveIfThere(string from, string to)
    {
        try
        {
            File.Move(from, to);
        }
        catch (FileNotFoundException)
        {
        }
    }

    private void WarnOnce(ref bool known, string warning)
    {
        if (!known)
            warnings.Add(warning);
        known = true;
    }

    private void Close(string warning)
    {
        warnings.Add(warning);
        database?.Dispose();
        database = null;
    }

    /// <summary>Vectors of one model.</summary>
    private sealed class ModelVectors(FileCache cache, string fingerprint, int dimension) : StoredVectors
    {
        public override double SecondsPerInput => cache.Try(open => FindModel(open)?.SecondsPerInput ?? 0);

        public override List<int> Find(CacheKey[] keys, List<int> rows, Memory<float> vectors) =>
            cache.Try(open => FindModel(open) is { } model ? open.Find(model, keys, rows, vectors) : rows) ?? rows;

        public override void Add(CacheKey[] keys, List<int> rows, ReadOnlyMemory<float> vectors, double seconds) =>
            cache.Write(open => open.Add(open.Model(fingerprint, dimension, cache.Precision), keys, rows, vectors, seconds));

        private StoredModel? FindModel(CacheDatabase open) => open.FindModel(fingerprint, dimension, cache.Precision);
    }
}
