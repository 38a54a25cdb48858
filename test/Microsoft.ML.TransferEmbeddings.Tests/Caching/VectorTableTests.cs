using Microsoft.ML.TransferEmbeddings.Caching;

namespace Microsoft.ML.TransferEmbeddings.Tests.Caching;

/// <summary>What a table in memory keeps, and what it drops.</summary>
public sealed class VectorTableTests
{
    private const int Dimension = 4, BytesPerVector = (Dimension * sizeof(float)) + 128;

    [Fact]
    public void TheLeastRecentlyUsedVectorGoesFirst()
    {
        var table = new VectorTable(Dimension, 3 * BytesPerVector);
        Add(table, 1, 2, 3);
        Assert.True(IsThere(table, 1));
        // A full table: of what comes late, one in 32 is kept like the others, and the rest is the next to go.
        Add(table, 4);
        Assert.False(IsThere(table, 2));
        Add(table, 5);
        Assert.False(IsThere(table, 4));
        Assert.Equal((true, true, true), (IsThere(table, 1), IsThere(table, 3), IsThere(table, 5)));
        Assert.Equal(3, table.Count);
        Assert.InRange(table.Bytes, 1, 3 * BytesPerVector);
    }

    /// <summary>A trainer's passes over more rows than there is room for: with the oldest going first, none would be found.</summary>
    [Fact]
    public void PassesOverMoreThanThereIsRoomForFindMuch()
    {
        const int rows = 1_000, room = 600;
        var table = new VectorTable(Dimension, room * BytesPerVector);
        int found = 0;
        for (int pass = 0; pass < 5; pass++)
        {
            for (int row = 0; row < rows; row++)
            {
                if (IsThere(table, row))
                    found++;
                else
                    Add(table, row);
            }
        }
        Assert.Equal(room, table.Count);
        // Four passes, of which a table that knew the future would find 600 rows each.
        Assert.InRange(found, 4 * room * 3 / 4, 4 * room);
    }

    [Fact]
    public void WhatIsKeptComesBackAcrossChunks()
    {
        const int rows = 40_000;
        var table = new VectorTable(Dimension, long.MaxValue);
        for (int row = 0; row < rows; row++)
            Add(table, row);
        Span<float> vector = stackalloc float[Dimension];
        for (int row = 0; row < rows; row++)
        {
            Assert.True(table.TryFind(Key(row), vector));
            Assert.Equal(VectorOf(row), vector);
        }
        table.Clear();
        Assert.False(IsThere(table, 7));
        table.Close();
        Add(table, 7);
        Assert.Equal(0, table.Count);
    }

    private static void Add(VectorTable table, params int[] numbers)
    {
        foreach (int number in numbers)
            table.Add(Key(number), VectorOf(number));
    }

    private static bool IsThere(VectorTable table, int number) => table.TryFind(Key(number), new float[Dimension]);

    private static float[] VectorOf(int number) => [number, number + 0.25f, -number, 1];

    private static CacheKey Key(int number)
    {
        CacheKey key = default;
        System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number), key);
        return key;
    }
}
