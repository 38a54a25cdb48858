using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>
/// An open cache file. Every vector has a checksum over the model, the input's hash and the values: SQLite has none, and a damaged page must not become a vector.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
internal sealed class CacheDatabase : IDisposable
{
    /// <summary>"TEMB", where SQLite keeps whose file it is.</summary>
    private const int ApplicationId = 0x54454D42, Version = 1;

    private const int ChecksumLength = 16;

    /// <summary>How exactly is known when a vector was last used: a note for every use would make every reader a writer.</summary>
    private const long SecondsBetweenNotes = 600;

    private readonly SqliteConnection connection;
    private readonly TimeProvider time;
    private readonly Dictionary<(string Fingerprint, EmbeddingCachePrecision Precision), StoredModel> models = [];
    private readonly SqliteCommand find, insert, note;

    /// <exception cref="InvalidDataException">The file is another program's database, or damaged.</exception>
    /// <exception cref="IOException">It is the cache of another version of this package.</exception>
    /// <exception cref="SqliteException">It is no database, is damaged, or can't be opened.</exception>
    public CacheDatabase(string path, TimeProvider time, long? maxPages = null)
    {
        this.time = time;
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            // Before anything is changed: it may be somebody else's.
            CheckOwner();
            // Pages hold five vectors of 384 values; those of SQLite's default size would hold two.
            Execute("PRAGMA page_size = 8192; PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864");
            if (maxPages is { } pages)
                Execute($"PRAGMA max_page_count = {pages}");
            CreateTables();
            Identity = Scalar("SELECT identity FROM cache") as byte[] ?? throw new InvalidDataException("it has lost its identity");
            find = Prepare("SELECT id, used, checksum, content FROM vectors WHERE model = $model AND key = $key", "$model", "$key");
            insert = Prepare(
                "INSERT OR IGNORE INTO vectors (model, key, used, checksum, content) VALUES ($model, $key, $used, $checksum, $content)", "$model", "$key", "$used", "$checksum", "$content");
            note = Prepare("UPDATE vectors SET used = $used WHERE id = $id", "$used", "$id");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Random bytes of the file: another one in its place has others.</summary>
    public byte[] Identity { get; }

    public long Count => (long)Scalar("SELECT COUNT(*) FROM vectors")!;

    /// <summary>Size of the file with what still waits in the log.</summary>
    public long Bytes => Pages() * PageSize();

    public void Dispose() => connection.Dispose();

    /// <summary>The model's entry; null where it has none.</summary>
    public StoredModel? FindModel(string fingerprint, int dimension, EmbeddingCachePrecision precision)
    {
        if (models.TryGetValue((fingerprint, precision), out var known))
            return known;
        using var select = Command(
            "SELECT id, inputs, seconds FROM models WHERE fingerprint = $fingerprint AND precision = $precision", ("$fingerprint", fingerprint), ("$precision", (long)precision));
        using var reader = select.ExecuteReader();
        if (!reader.Read())
            return null;
        long inputs = reader.GetInt64(1);
        var model = new StoredModel(reader.GetInt64(0), fingerprint, new VectorCodec(dimension, precision), inputs > 0 ? reader.GetDouble(2) / inputs : 0);
        return models[(fingerprint, precision)] = model;
    }

    /// <summary>The model's entry, made where it is missing.</summary>
    public StoredModel Model(string fingerprint, int dimension, EmbeddingCachePrecision precision)
    {
        if (FindModel(fingerprint, dimension, precision) is { } known)
            return known;
        Execute(
            "INSERT OR IGNORE INTO models (fingerprint, precision, dimension) VALUES ($fingerprint, $precision, $dimension)",
            ("$fingerprint", fingerprint), ("$precision", (long)precision), ("$dimension", (long)dimension));
        return FindModel(fingerprint, dimension, precision) ?? throw new InvalidDataException("a model's entry can't be found again");
    }

    /// <summary>Reads vectors.</summary>
    /// <returns>The rows that are not there.</returns>
    /// <exception cref="InvalidDataException">What was found is damaged.</exception>
    public List<int> Find(StoredModel model, CacheKey[] keys, List<int> rows, Memory<float> vectors)
    {
        long now = Now();
        List<long> toNote = [];
        List<int> absent = [];
        InTransaction(deferred: true, transaction =>
        {
            find.Transaction = transaction;
            find.Parameters[0].Value = model.Id;
            foreach (int row in rows)
            {
                find.Parameters[1].Value = Bytes32(keys[row]);
                using var reader = find.ExecuteReader();
                if (!reader.Read())
                {
                    absent.Add(row);
                    continue;
                }
                byte[] content = Checked(model, keys[row], reader);
                if (now - reader.GetInt64(1) > SecondsBetweenNotes)
                    toNote.Add(reader.GetInt64(0));
                model.Codec.Read(content, Row(model, vectors, row).Span);
            }
        });
        if (toNote.Count > 0)
            Note(toNote, now);
        return absent;
    }

    /// <summary>Keeps vectors; when this returns they are in the file.</summary>
    public void Add(StoredModel model, CacheKey[] keys, List<int> rows, ReadOnlyMemory<float> vectors, double seconds)
    {
        InTransaction(deferred: false, transaction =>
        {
            insert.Transaction = transaction;
            insert.Parameters[0].Value = model.Id;
            insert.Parameters[2].Value = Now();
            byte[] content = new byte[model.Codec.Bytes];
            foreach (int row in rows)
            {
                model.Codec.Write(vectors.Span.Slice(row * model.Codec.Dimension, model.Codec.Dimension), content);
                insert.Parameters[1].Value = Bytes32(keys[row]);
                insert.Parameters[3].Value = Checksum(model, keys[row], content);
                insert.Parameters[4].Value = content;
                insert.ExecuteNonQuery();
            }
            Execute(
                "UPDATE models SET inputs = inputs + $inputs, seconds = seconds + $seconds WHERE id = $id",
                ("$inputs", (long)rows.Count), ("$seconds", seconds), ("$id", model.Id));
        });
    }

    /// <summary>Drops the vectors that were not used for the longest time until the rest, nine tenths of the limit, is left.</summary>
    public void Evict(long maxBytes)
    {
        long size = PageSize();
        if ((Pages() - FreePages()) * size <= maxBytes)
            return;
        do
        {
            long some = Math.Max(1, Count / 10);
            if (Execute("DELETE FROM vectors WHERE id IN (SELECT id FROM vectors ORDER BY used, id LIMIT $some)", ("$some", some)) == 0)
                return;
        }
        while ((Pages() - FreePages()) * size > maxBytes / 10 * 9);
    }

    public void Clear()
    {
        Execute("DELETE FROM vectors");
        Execute("VACUUM");
    }

    private void Note(List<long> ids, long now)
    {
        try
        {
            InTransaction(deferred: false, transaction =>
            {
                note.Transaction = transaction;
                note.Parameters[0].Value = now;
                foreach (long id in ids)
                {
                    note.Parameters[1].Value = id;
                    note.ExecuteNonQuery();
                }
            });
        }
        catch (SqliteException)
        {
            // What was found is worth more than when: the disk may be full, or another process may be writing.
        }
    }

    private void InTransaction(bool deferred, Action<SqliteTransaction> act)
    {
        var transaction = connection.BeginTransaction(deferred);
        try
        {
            act(transaction);
            transaction.Commit();
        }
        catch
        {
            try
            {
                transaction.Dispose();
            }
            catch (SqliteException)
            {
                // After some errors, as of a full disk, SQLite has rolled back by itself and has nothing more to roll back. The first error is the one to tell.
            }
            throw;
        }
        transaction.Dispose();
    }

    private static Memory<float> Row(StoredModel model, Memory<float> vectors, int row) => vectors.Slice(row * model.Codec.Dimension, model.Codec.Dimension);

    private static byte[] Checked(StoredModel model, in CacheKey key, SqliteDataReader reader)
    {
        try
        {
            byte[] content = (byte[])reader.GetValue(3), checksum = (byte[])reader.GetValue(2);
            if (content.Length == model.Codec.Bytes && checksum.AsSpan().SequenceEqual(Checksum(model, key, content)))
                return content;
        }
        catch (InvalidCastException)
        {
            // A value of another type, so another one than was written.
        }
        throw new InvalidDataException("a vector has another checksum than when it was written");
    }

    private static byte[] Checksum(StoredModel model, in CacheKey key, byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(model.Seed);
        hash.AppendData(key);
        hash.AppendData(content);
        return hash.GetHashAndReset()[..ChecksumLength];
    }

    /// <returns>False where there is no database yet.</returns>
    private bool CheckOwner()
    {
        if ((long)Scalar("SELECT COUNT(*) FROM sqlite_master")! == 0)
            return false;
        if ((long)Scalar("PRAGMA application_id")! != ApplicationId)
            throw new InvalidDataException("it is the database of another program");
        long version = (long)Scalar("PRAGMA user_version")!;
        return version == Version ? true : throw new IOException($"It is a cache of version {version}, and this package reads version {Version}.");
    }

    private void CreateTables()
    {
        InTransaction(deferred: false, _ =>
        {
            if (CheckOwner())
                return;
            Execute($"""
                PRAGMA application_id = {ApplicationId};
                PRAGMA user_version = {Version};
                CREATE TABLE cache (identity BLOB NOT NULL);
                CREATE TABLE models (
                    id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, precision INTEGER NOT NULL, dimension INTEGER NOT NULL,
                    inputs INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0, UNIQUE (fingerprint, precision));
                CREATE TABLE vectors (
                    id INTEGER PRIMARY KEY, model INTEGER NOT NULL, used INTEGER NOT NULL, key BLOB NOT NULL, checksum BLOB NOT NULL, content BLOB NOT NULL);
                CREATE UNIQUE INDEX vector_keys ON vectors (model, key);
                CREATE INDEX vector_uses ON vectors (used);
                """);
            Execute("INSERT INTO cache (identity) VALUES ($identity)", ("$identity", Guid.NewGuid().ToByteArray()));
        });
    }

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    private long Pages() => (long)Scalar("PRAGMA page_count")!;

    private long FreePages() => (long)Scalar("PRAGMA freelist_count")!;

    private long PageSize() => (long)Scalar("PRAGMA page_size")!;

    private static byte[] Bytes32(in CacheKey key) => ((ReadOnlySpan<byte>)key).ToArray();

    private SqliteCommand Prepare(string text, params string[] parameters)
    {
        var command = Command(text);
        foreach (string name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private SqliteCommand Command(string text, params (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    private int Execute(string text, params (string Name, object Value)[] values)
    {
        using var command = Command(text, values);
        return command.ExecuteNonQuery();
    }

    private object? Scalar(string text)
    {
        using var command = Command(text);
        return command.ExecuteScalar();
    }
}

/// <summary>A model's entry in a cache file.</summary>
/// <param name="Id">Of the row.</param>
/// <param name="Fingerprint">Of the model.</param>
/// <param name="Codec">Of its vectors.</param>
/// <param name="SecondsPerInput">That its vectors took; 0 where that is unknown.</param>
internal sealed record StoredModel(long Id, string Fingerprint, VectorCodec Codec, double SecondsPerInput)
{
    /// <summary>What every checksum begins with.</summary>
    public byte[] Seed { get; } = Encoding.UTF8.GetBytes($"{Fingerprint} {Codec.Bytes} ");
}
