using System.IO.Compression;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Formats;

/// <summary>A file with any fault is refused by name or read: no other error, and no memory on the word of a damaged number.</summary>
public sealed class DamagedVectorFilesTests : IDisposable
{
    private const long MostMemory = 64_000_000;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> FastText => ReferenceFiles.FastText;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(FastText))]
    public void FastTextModelThatIsCutOffIsRefused(string file)
    {
        byte[] whole = File.ReadAllBytes(SharedFiles.Find($"vectors/{file}"));
        var random = new Random(1);
        foreach (int length in Enumerable.Range(1, 100).Concat(Enumerable.Range(0, 150).Select(_ => random.Next(whole.Length))).Append(whole.Length - 1))
            Refuse(whole.AsSpan(0, length));
    }

    [Theory]
    [MemberData(nameof(FastText))]
    [InlineData("formats/euclidean_vectors.bin")]
    [InlineData("formats/lee_fasttext.vec")]
    public void FileWithOtherBytesIsReadOrRefused(string file)
    {
        byte[] whole = File.ReadAllBytes(SharedFiles.Find($"vectors/{file}"));
        var random = new Random(1);
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = [.. whole];
            // Headers and dictionaries are at the beginning.
            int most = i % 2 == 0 ? 150 : whole.Length;
            for (int times = random.Next(1, 4); times > 0; times--)
                damaged[random.Next(most)] = (byte)(i % 3 == 0 ? 0xFF : random.Next(256));
            ReadOrRefuse(damaged);
        }
    }

    [Theory]
    [InlineData("formats/euclidean_vectors.bin")]
    [InlineData("formats/lee_fasttext.vec")]
    public void FileWithAHeaderThatIsCutOffIsRefused(string file)
    {
        byte[] whole = File.ReadAllBytes(SharedFiles.Find($"vectors/{file}"));
        // The last byte is the line feed of the last row, which need not be there.
        foreach (int length in new[] { 1, 5, 20, 1000, whole.Length / 2, whole.Length - 12 })
            Refuse(whole.AsSpan(0, length));
    }

    [Fact]
    public void CompressedFileThatIsCutOffIsRefusedWhereverThatIs()
    {
        byte[] content = [.. Enumerable.Range(0, 60).SelectMany(row => System.Text.Encoding.UTF8.GetBytes($"word{row} {row * 0.37} {row * row}\n"))];
        byte[] whole = Compress(content);
        for (int length = 2; length < whole.Length; length++)
            Refuse(whole.AsSpan(0, length));

        File.WriteAllBytes(folder["whole"], whole);
        Assert.Equal(60, WordVectors.Load(folder["whole"]).Count);
    }

    [Fact]
    public void SeveralCompressedMembersAreOneFile()
    {
        File.WriteAllBytes(folder["members"], [.. Compress("a 1 2\nb 3"u8), .. Compress(" 4\nc 5 6\n"u8)]);
        Assert.Equal(["a", "b", "c"], WordVectors.Load(folder["members"]).Names);
    }

    [Fact]
    public void CompressedClaimTakesNoMemory()
    {
        foreach (string header in new[] { "2000000000 300\n", "1 1048576\n", "2000000000 1048576\n" })
        {
            Refuse(Compress(System.Text.Encoding.ASCII.GetBytes(header + "a 1 2 3\n")));
            Refuse(Compress([.. System.Text.Encoding.ASCII.GetBytes(header + "a "), 0, 0, 0x80, 0x3F, 1]));
        }
    }

    /// <summary>A few kilobytes of gzip may be any number of bytes without a line feed.</summary>
    [Fact]
    public void LineWithoutAnEndIsRefusedBeforeItFillsTheMemory()
    {
        using (var stream = new GZipStream(File.Create(folder["endless"]), CompressionLevel.Fastest))
        {
            stream.Write("a 1 2\nb"u8);
            byte[] letters = new byte[1 << 20];
            letters.AsSpan().Fill((byte)'b');
            for (int i = 0; i < 130; i++)
                stream.Write(letters);
            stream.Write(" 1 2\nc 1 2\n"u8);
        }
        Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => WordVectors.Load(folder["endless"])).Message);
    }

    [Theory]
    [InlineData("2008 4\n2009 5\n", "2008,2009")]
    [InlineData("2 1\n2009 5\nx 3\n", "2009,x")]
    [InlineData("3 1\n2009 5\nx 3\n", "3,2009,x")]
    [InlineData("2 3\n2009 5\nx 3\n", null)]
    [InlineData("2 3\n2009 5", null)]
    public void RowCountDecidesWhetherAOneDimensionalFileHasAHeader(string content, string? words)
    {
        if (words is null)
        {
            Refuse(System.Text.Encoding.ASCII.GetBytes(content));
            return;
        }
        File.WriteAllText(folder["file"], content);
        Assert.Equal(words.Split(','), WordVectors.Load(folder["file"]).Names);
    }

    private void Refuse(ReadOnlySpan<byte> content) => Assert.False(ReadOrRefuse(content), $"{content.Length} bytes were read");

    /// <returns>Whether the file was read.</returns>
    private bool ReadOrRefuse(ReadOnlySpan<byte> content)
    {
        string path = folder["file"];
        File.WriteAllBytes(path, content);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var vectors = WordVectors.Load(path);
            Assert.DoesNotContain(vectors.Table.Values.ToArray(), value => !float.IsFinite(value));
            return true;
        }
        catch (InvalidDataException e)
        {
            Assert.Contains(path, e.Message);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
            return false;
        }
    }

    private static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Fastest))
            stream.Write(content);
        return compressed.ToArray();
    }
}
