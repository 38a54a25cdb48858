using Microsoft.ML.TransferEmbeddings.Distillation;

namespace Microsoft.ML.TransferEmbeddings.Tests.Distillation;

public sealed class TeacherVectorCacheTests : IDisposable
{
    private const int Dimension = 4;
    private const string Fingerprint = "0123abcd";

    private static readonly string[] Texts = [.. Enumerable.Range(0, 8).Select(i => $"text {i}")];
    private static readonly Half[][] Vectors = [.. Texts.Select((_, i) => Enumerable.Range(1, Dimension).Select(value => (Half)(value * i)).ToArray())];

    private readonly TemporaryFolder folder = new();

    private string CacheFile => folder[$"{Fingerprint}.vectors"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WhatWasKeptIsFoundAgain()
    {
        Write();
        using var cache = Open();
        var vector = new Half[Dimension];
        for (int i = 0; i < Texts.Length; i++)
        {
            Assert.True(cache.TryRead(Texts[i], vector));
            Assert.Equal(Vectors[i], vector);
        }
        Assert.False(cache.TryRead("another text", vector));
    }

    [Fact]
    public void FlippedBitLosesOneVectorOrIsRefusedAndNeverChangesAVector()
    {
        byte[] whole = Write();
        for (int place = 0; place < whole.Length; place++)
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 1;
            File.WriteAllBytes(CacheFile, damaged);
            if (place <= whole.AsSpan().IndexOf((byte)'\n'))
            {
                Assert.Contains(CacheFile, Assert.Throws<InvalidDataException>(() => { Open(); }).Message);
                Assert.Equal(damaged, File.ReadAllBytes(CacheFile));
            }
            else
            {
                Assert.Equal(Texts.Length - 1, CountRight());
            }
        }
    }

    [Fact]
    public void UnfinishedRecordIsDroppedAndTheOthersStay()
    {
        byte[] whole = Write();
        int record = (whole.Length - 1 - whole.AsSpan().IndexOf((byte)'\n')) / Texts.Length;
        foreach (int missing in new[] { 1, record - 1, record, record + 1 })
        {
            File.WriteAllBytes(CacheFile, whole[..^missing]);
            Assert.Equal(Texts.Length - (missing + record - 1) / record, CountRight());
            using (var cache = Open())
                cache.Append(Texts, Vectors);
            Assert.Equal(Texts.Length, CountRight());
        }
    }

    [Fact]
    public void FileOfSomebodyElseIsRefusedAndStays()
    {
        foreach (string content in new[] { "the user's own", $"teacher vectors 2 {Fingerprint} {Dimension + 1}\n", $"teacher vectors 2 another {Dimension}\n" })
        {
            File.WriteAllText(CacheFile, content);
            Assert.Contains(CacheFile, Assert.Throws<InvalidDataException>(() => { Open(); }).Message);
            Assert.Equal(content, File.ReadAllText(CacheFile));
        }
    }

    private TeacherVectorCache Open() => new(folder.Root, Fingerprint, Dimension);

    private byte[] Write()
    {
        using (var cache = Open())
            cache.Append(Texts, Vectors);
        return File.ReadAllBytes(CacheFile);
    }

    /// <summary>How many vectors are found; each is right.</summary>
    private int CountRight()
    {
        using var cache = Open();
        var vector = new Half[Dimension];
        int count = 0;
        for (int i = 0; i < Texts.Length; i++)
        {
            if (!cache.TryRead(Texts[i], vector))
                continue;
            Assert.Equal(Vectors[i], vector);
            count++;
        }
        return count;
    }
}
