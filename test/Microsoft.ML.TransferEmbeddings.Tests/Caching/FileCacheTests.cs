using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.ML.TransferEmbeddings.Caching;

namespace Microsoft.ML.TransferEmbeddings.Tests.Caching;

/// <summary>A cache in a file: what later runs find, and what can happen to a file.</summary>
public sealed class FileCacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CachedTexts texts = new();

    private string Path => folder["cache.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ALaterRunFindsWhatAnEarlierOneComputed()
    {
        var expected = Fill(200);
        Assert.Equal(200, texts.Encoded);
        using var cache = EmbeddingCache.Open(Path);
        Assert.Equal(expected, texts.Vectors(cache, Enumerable.Range(0, 200)));
        Assert.Equal(200, texts.Encoded);
        var statistics = cache.Statistics;
        Assert.Equal((200L, 200L, 0L), (statistics.Count, statistics.Hits, statistics.Misses));
        Assert.True(statistics.TimeSaved > TimeSpan.Zero);
        Assert.InRange(statistics.Bytes, 200 * CachedTexts.Dimension * sizeof(float), 1_000_000);

        cache.Clear();
        Assert.Equal(0, cache.Statistics.Count);
        texts.Vectors(cache, Enumerable.Range(0, 200));
        Assert.Equal(400, texts.Encoded);
    }

    [Fact]
    public void OneFileHoldsModelsAndPrecisionsSideBySide()
    {
        var expected = Fill(20);
        using (var half = EmbeddingCache.Open(Path, new() { Precision = EmbeddingCachePrecision.Half }))
        {
            Assert.NotEqual(expected, texts.Vectors(half, Enumerable.Range(0, 20)));
            Assert.Equal(40, half.Statistics.Count);
        }
        using var cache = EmbeddingCache.Open(Path);
        Assert.Equal(expected, texts.Vectors(cache, Enumerable.Range(0, 20)));
        Assert.Equal(40, texts.Encoded);
    }

    /// <summary>Whatever a page has become: no vector is another one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AFlippedByteNeverReachesAVector(int seed)
    {
        const int count = 400, page = 8192;
        var expected = Fill(count);
        byte[] content = File.ReadAllBytes(Path);
        var random = new Random(seed);
        int setAside = 0;
        Assert.InRange(content.Length / page, 15, 60);
        for (int start = 0; start < content.Length; start += page)
        {
            string damaged = folder[$"damaged-{start}.db"];
            byte[] changed = [.. content];
            changed[start + random.Next(page)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(damaged, changed);
            using (var cache = EmbeddingCache.Open(damaged))
            {
                Assert.Equal(expected, texts.Vectors(cache, Enumerable.Range(0, count)));
                Assert.Equal(expected, texts.Vectors(cache, Enumerable.Range(0, count)));
                setAside += cache.Warnings.Count;
            }
            Assert.InRange(Directory.GetFiles(folder.Root, $"damaged-{start}.db.damaged-*").Length, 0, 2);
        }
        Assert.True(setAside > 5, $"{setAside} files were set aside");
    }

    [Theory]
    [InlineData("a list of what to buy")]
    [InlineData("another program's database")]
    [InlineData("SQLite format 3\0, says the file")]
    public void WhatIsNoCacheIsSetAsideAsItIs(string content)
    {
        byte[] before = Write(content);
        using (var cache = EmbeddingCache.Open(Path))
        {
            Assert.Equal([texts.VectorOf(1)], texts.Vectors(cache, [1]));
            string warning = Assert.Single(cache.Warnings);
            string aside = Assert.Single(Directory.GetFiles(folder.Root, "cache.db.damaged-*"));
            Assert.Contains(Path, warning);
            Assert.Contains(aside, warning);
            Assert.Equal(before, File.ReadAllBytes(aside));
        }
        using var again = EmbeddingCache.Open(Path);
        Assert.Equal(1, again.Statistics.Count);
        Assert.Empty(again.Warnings);
    }

    [Fact]
    public void TheLogTellsWhatWentWrong()
    {
        File.WriteAllText(Path, "no cache");
        using var cache = EmbeddingCache.Open(Path);
        var ml = CachedTexts.Context(cache);
        var log = new List<string>();
        ml.Log += (_, message) => log.Add(message.Message);
        var data = CachedTexts.Data(ml, [1, 2]);
        using var stage = texts.Embed(ml).Fit(data);
        for (int pass = 0; pass < 2; pass++)
            _ = stage.Transform(data).Preview();
        Assert.Single(log, message => message.Contains("can't be trusted", StringComparison.Ordinal));
    }

    [Fact]
    public void AFullDiskServesWhatIsThereADayLater()
    {
        Fill(200);
        var clock = new Clock { Now = DateTimeOffset.UtcNow.AddDays(1) };
        using var cache = new FileCache(Path, new EmbeddingCacheOptions(), clock, maxPages: 1);
        for (int pass = 0; pass < 3; pass++)
            texts.Vectors(cache, Enumerable.Range(100, 200));
        Assert.Equal(200 + (3 * 100), texts.Encoded);
        Assert.Single(cache.Warnings);
    }

    [Fact]
    public void ACacheOfAnotherVersionIsRefusedAndStays()
    {
        Fill(3);
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 7";
            command.ExecuteNonQuery();
        }
        Assert.Contains("version 7", Assert.Throws<IOException>(() => EmbeddingCache.Open(Path)).Message);
        Assert.Single(Directory.GetFiles(folder.Root, "cache.db*"));
    }

    /// <summary>SQLite says that the disk is full when a database has as many pages as it may have.</summary>
    [Fact]
    public void AFullDiskEndsWritingAndNoRun()
    {
        using var cache = new FileCache(Path, new EmbeddingCacheOptions(), maxPages: 30);
        var numbers = Enumerable.Range(0, 2_000);
        var expected = numbers.Select(texts.VectorOf).ToArray();
        Assert.Equal(expected, texts.Vectors(cache, numbers));
        Assert.Contains("can't be written", Assert.Single(cache.Warnings));
        Assert.Equal(expected, texts.Vectors(cache, numbers));
        // What was written before is still of use.
        Assert.InRange(texts.Encoded, 2_001, 3_999);
        Assert.Single(cache.Warnings);
    }

    [Fact]
    public void WhatWasNotUsedForTheLongestTimeIsDropped()
    {
        var clock = new Clock();
        using var cache = new FileCache(Path, new EmbeddingCacheOptions { MaxBytes = 1 << 20 }, clock);
        for (int hour = 0; hour < 40; hour++)
        {
            clock.Now += TimeSpan.FromHours(1);
            texts.Vectors(cache, Enumerable.Range(hour * 200, 200));
            texts.Vectors(cache, Enumerable.Range(0, 50));
        }
        Assert.InRange(cache.Statistics.Count, 1_000, 4_000);
        Assert.InRange(cache.Statistics.Bytes, 1, 1.3 * (1 << 20));
        int before = texts.Encoded;
        texts.Vectors(cache, [.. Enumerable.Range(0, 50), .. Enumerable.Range(39 * 200, 200)]);
        Assert.Equal(before, texts.Encoded);
        texts.Vectors(cache, Enumerable.Range(1_000, 50));
        Assert.Equal(before + 50, texts.Encoded);
    }

    [Fact]
    public void APlaceThatCannotBeIsRefusedByName()
    {
        File.WriteAllText(folder["file"], "");
        string path = System.IO.Path.Combine(folder["file"], "cache.db");
        Assert.Contains(path, Assert.Throws<IOException>(() => EmbeddingCache.Open(path)).Message);
        Directory.CreateDirectory(folder["folder.db"]);
        Assert.Contains("folder.db", Assert.Throws<IOException>(() => EmbeddingCache.Open(folder["folder.db"])).Message);
    }

    /// <summary>Two processes write; one of them is killed again and again. What was said to be kept is there, and right.</summary>
    [Fact]
    public void KillsLoseNothingThatWasKept()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("CACHE_KILLS"), CultureInfo.InvariantCulture, out int asked) ? asked : 3;
        var random = new Random();
        using (FreshProcess.Start([], "--fill", Path, folder["kept-0"], "0"))
        {
            for (int kill = 1; kill <= kills; kill++)
            {
                string kept = folder[$"kept-{kill}"];
                using var process = FreshProcess.Start([], "--fill", Path, kept, (kill * 1_000_000).ToString(CultureInfo.InvariantCulture));
                Assert.True(SpinWait.SpinUntil(() => File.Exists(kept), TimeSpan.FromMinutes(1)), "the process keeps nothing");
                Thread.Sleep(random.Next(300));
                process.Kill();
            }
        }
        int[] there = [.. Enumerable.Range(0, kills + 1).SelectMany(kill => Numbers(folder[$"kept-{kill}"])).SelectMany(first => Enumerable.Range(first, 50))];
        using var cache = EmbeddingCache.Open(Path);
        Assert.Equal(there.Select(texts.VectorOf), texts.Vectors(cache, there));
        Assert.Equal(0, texts.Encoded);
        Assert.Empty(cache.Warnings);
        Assert.True(there.Length > 50 * kills, $"{there.Length} texts were kept");
    }

    /// <summary>Whole lines: the last one may have been cut off by the kill.</summary>
    private static IEnumerable<int> Numbers(string file) =>
        File.ReadAllText(file).Split('\n')[..^1].Select(line => int.Parse(line, CultureInfo.InvariantCulture));

    private float[][] Fill(int count)
    {
        using var cache = EmbeddingCache.Open(Path);
        return texts.Vectors(cache, Enumerable.Range(0, count));
    }

    private byte[] Write(string content)
    {
        if (content.StartsWith("another", StringComparison.Ordinal))
        {
            using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE songs (title TEXT)";
            command.ExecuteNonQuery();
        }
        else
        {
            File.WriteAllText(Path, content);
        }
        return File.ReadAllBytes(Path);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
