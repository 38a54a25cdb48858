using System.Buffers.Binary;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>What the directory of a TIFF file claims is looked at before memory is taken for it: LibTiff believes it.</summary>
public class TiffClaimTests
{
    private const int Long = 4, Pixels = 64, MostBytes = 1_000_000;

    /// <summary>8 x 8 gray pixels from byte 8 on, then the directory.</summary>
    private static readonly (int Tag, int Type, uint Count, uint Value)[] Gray =
        [(256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 3, 1, 8), (279, 4, 1, Pixels)];

    private static readonly ImagePreprocessing AsItIs = new();

    public static TheoryData<int, int, uint> Claims => new(
        from tag in new[] { 254, 270, 313, 320, 330, 347, 529, 532, 700, 33723, 34377, 34665, 34675, 65000 }
        from type in new[] { 0, 1, 2, 3, 4, 5, 7, 10, 11, 12, 13, 16, 18, 99 }
        from count in new[] { 1_000u, 50_000_000u, 2_000_000_000u, uint.MaxValue }
        select (tag, type, count));

    /// <summary>A tag that pixels need not is left alone, whatever it says.</summary>
    [Theory]
    [MemberData(nameof(Claims))]
    public void CountsTakeNoMemory(int tag, int type, uint count)
    {
        float[] whole = AsItIs.Prepare(File(Gray));
        byte[] file = File([.. Gray, (tag, type, count, 8)]);
        var (allocated, reading) = Read(file);
        Assert.InRange(allocated, 0, MostBytes);
        if (reading.Pixels is null)
            Assert.Contains(tag, new[] { 320, 347, 529, 532 });
        else
            Assert.Equal(whole, AsItIs.Prepare(file));
        reading.Pixels?.Dispose();
    }

    public static TheoryData<int, int, uint, uint> Sizes => new()
    {
        { 256, Long, 1, 200_000_000 },
        { 257, Long, 1, 200_000_000 },
        { 257, Long, 1, 1_000_000 },
        { 258, Long, 1, uint.MaxValue },
        { 258, 3, 2_000_000_000, 8 },
        { 273, Long, 1, 4_000_000_000 },
        { 273, Long, 2_000_000_000, 8 },
        { 277, 3, 1, 65_535 },
        { 277, Long, 1, uint.MaxValue },
        { 278, Long, 1, 0 },
        { 278, 3, 1, 1 },
        { 279, Long, 2_000_000_000, 8 },
        { 322, Long, 1, 200_000_000 },
        { 323, Long, 1, 200_000_000 },
    };

    /// <summary>A claim about the pixels is refused, or does not count.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void SizesTakeNoMemory(int tag, int type, uint count, uint value)
    {
        foreach (uint compression in new[] { 1u, 5u, 6u, 7u, 8u, 32773u })
        {
            var (allocated, reading) = Read(File([.. Gray.Select(entry => entry.Tag == tag ? (tag, type, count, value) : entry.Tag == 259 ? (259, 3, 1, compression) : entry),
                .. Gray.Any(entry => entry.Tag == tag) ? [] : new[] { (tag, type, count, value) }]));
            Assert.NotNull(reading.Problem);
            Assert.InRange(allocated, 0, MostBytes);
        }
    }

    /// <summary>Where strips or tiles are said to be longer than the file.</summary>
    [Theory]
    [InlineData(1_900_000_000)]
    [InlineData(65)]
    public void StripsOutsideOfTheFileTakeNoMemory(uint length)
    {
        foreach (uint compression in new[] { 5u, 7u, 8u, 32773u })
        {
            var (allocated, reading) = Read(File([.. Gray.Select(entry => entry.Tag == 279 ? (279, Long, 1, length * 10) : entry.Tag == 259 ? (259, 3, 1, compression) : entry)]));
            Assert.Equal(ImageProblem.Truncated, reading.Problem);
            Assert.InRange(allocated, 0, MostBytes);
        }
    }

    /// <summary>A tile is larger than a small image, and no larger than the bytes of the file allow.</summary>
    [Theory]
    [InlineData(65_535, 256)]
    [InlineData(4_096, 4_096)]
    [InlineData(512, 256)]
    public void TilesThatTheFileCannotHoldTakeNoMemory(uint width, uint height)
    {
        (int, int, uint, uint)[] tiled = [.. Gray[..5], (277, 3, 1, 1), (322, Long, 1, width), (323, Long, 1, height), (324, Long, 1, 8), (325, Long, 1, Pixels)];
        foreach (uint compression in new[] { 1u, 5u, 7u, 8u, 32773u })
        {
            var (allocated, reading) = Read(File([.. tiled.Select(entry => entry.Item1 == 259 ? (259, 3, 1u, compression) : entry)]));
            Assert.NotNull(reading.Problem);
            Assert.InRange(allocated, 0, MostBytes);
        }
    }

    /// <summary>Some programs write nonsense as the length of the only strip of pixels that are not compressed.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1_900_000_000)]
    public void LengthOfTheOnlyStripDoesNotCountWhereItIsNonsense(uint length)
    {
        byte[] file = File([.. Gray.Select(entry => entry.Tag == 279 ? (279, Long, 1, length) : entry)]);
        Assert.Equal(AsItIs.Prepare(File(Gray)), AsItIs.Prepare(file));
        Assert.InRange(Read(file).Allocated, 0, MostBytes);
    }

    [Fact]
    public void LastOfTwoEntriesCounts()
    {
        byte[] file = File([.. Gray[..2], (257, 3, 1, 4), .. Gray[2..]]);
        Assert.Equal(AsItIs.Prepare(File(Gray))[..(8 * 4)], AsItIs.Prepare(file)[..(8 * 4)]);
        Assert.Equal(3 * 8 * 4, AsItIs.Prepare(file).Length);
    }

    private static (long Allocated, TransferEmbeddings.Images.ImageReading Reading) Read(byte[] file)
    {
        var small = new ImagePreprocessing { MaxPixels = 1_000_000 };
        // The first call makes what is kept.
        small.Read(File(Gray)).Pixels?.Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var reading = small.Read(file);
        return (GC.GetAllocatedBytesForCurrentThread() - before, reading);
    }

    private static byte[] File((int Tag, int Type, uint Count, uint Value)[] entries)
    {
        const int directory = 8 + Pixels;
        byte[] file = [.. "II*\0"u8, directory, 0, 0, 0, .. Enumerable.Range(0, Pixels).Select(i => (byte)(i * 4)), .. new byte[2 + (12 * entries.Length) + 4]];
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(directory), (ushort)entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            var entry = file.AsSpan(directory + 2 + (12 * i));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)entries[i].Type);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], entries[i].Count);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], entries[i].Value);
        }
        return file;
    }
}
