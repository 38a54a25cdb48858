using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Formats;

public sealed class LoadOptionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("glove.6B.50d.10k.txt", 100)]
    [InlineData("googlenews-8000-300d.bin", 100)]
    [InlineData("formats/lee_fasttext.vec", 100)]
    [InlineData("formats/lee_fasttext.bin", 100)]
    [InlineData("formats/tiny_fasttext_quantised.ftz", 100)]
    public void FirstRowsAloneAreReadOnRequest(string file, int maxRows)
    {
        var all = ReferenceFiles.Load(file);
        var some = ReferenceFiles.Load(file, new WordVectorsLoadOptions { MaxRows = maxRows });
        Assert.Equal(all.Names.Take(maxRows), some.Names);
        Assert.True(all.Table.Values.Span[..(maxRows * all.Dimension)].SequenceEqual(some.Table.Values.Span));
        if (all.HasSubwords)
            Assert.Equal(all.GetVector("zzyzx"), some.GetVector("zzyzx"));
        Assert.Equal(all.Names, ReferenceFiles.Load(file, new WordVectorsLoadOptions { MaxRows = int.MaxValue }).Names);
    }

    [Fact]
    public void LookupOfTheOptionsIsThatOfTheVectors()
    {
        File.WriteAllText(folder["vectors.txt"], "queen 1 2\nking 3 4\n");
        var lookup = new WordLookup { LowerCase = true, Unknown = UnknownWord.Mean };
        var vectors = WordVectors.Load(folder["vectors.txt"], new WordVectorsLoadOptions { Lookup = lookup });
        Assert.Equal(lookup, vectors.Lookup);
        Assert.Equal([1, 2], vectors.GetVector("Queen"));
        Assert.Equal([2, 3], vectors.GetVector("x"));
        Assert.Equivalent(new WordLookup(), WordVectors.Load(folder["vectors.txt"]).Lookup, strict: true);
    }

    [Fact]
    public void WrongFormatIsRefusedByName()
    {
        File.WriteAllText(folder["text"], "queen 1 2\nking 3 4\n");
        new WordVectors(["a", "b"], [1, 2, 3, 4], 2).SaveAsBinary(folder["binary"]);
        foreach (var (file, format) in new[]
        {
            ("text", WordVectorsFormat.FastTextBinary), ("text", WordVectorsFormat.Word2VecBinary), ("binary", WordVectorsFormat.FastTextBinary), ("binary", WordVectorsFormat.Text),
        })
            Assert.Contains(folder[file], Assert.Throws<InvalidDataException>(() => WordVectors.Load(folder[file], new WordVectorsLoadOptions { Format = format })).Message);

        string fastText = SharedFiles.Find("vectors/formats/tiny_fasttext_v12.bin");
        foreach (var format in new[] { WordVectorsFormat.Text, WordVectorsFormat.Word2VecBinary })
            Assert.Throws<InvalidDataException>(() => WordVectors.Load(fastText, new WordVectorsLoadOptions { Format = format }));
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        Assert.Throws<ArgumentException>(() => WordVectors.Load(""));
        Assert.Contains("none.txt", Assert.Throws<FileNotFoundException>(() => WordVectors.Load(folder["none.txt"])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WordVectorsLoadOptions { MaxRows = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WordVectorsLoadOptions { Format = (WordVectorsFormat)9 });
    }

    [Fact]
    public void DescriptionIsATable()
    {
        File.WriteAllText(folder["vectors.txt"], "queen 1 2\nqueen 3 4\n");
        var description = WordVectors.Load(folder["vectors.txt"]).Describe();
        Assert.Equal((folder["vectors.txt"], WordVectorsFormat.Text, 1, 2, 1), (description.Path, description.Format, description.Count, description.Dimension, description.DuplicateRows));
        Assert.Contains("1, dropped", description.ToString());
        var made = new WordVectors(["a"], [1], 1).Describe();
        Assert.Null(made.Format);
        Assert.Contains("none", made.ToString());
    }
}

/// <summary>A large file takes memory not far from what its numbers need.</summary>
public sealed class LargeFileTests : IDisposable
{
    private const int Rows = 400_000, Dimension = 50;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void FourHundredThousandRowsOfTextTakeLittleMoreMemoryThanTheirNumbers()
    {
        using (var writer = new StreamWriter(folder["vectors.txt"]))
        {
            var random = new Random(1);
            string[] numbers = [.. Enumerable.Range(0, 10_000).Select(_ => (random.NextSingle() - 0.5f).ToString("F5", CultureInfo.InvariantCulture))];
            for (int row = 0; row < Rows; row++)
                writer.Write($"word{row} {string.Join(' ', Enumerable.Range(0, Dimension).Select(_ => numbers[random.Next(numbers.Length)]))}\n");
        }
        const long numberBytes = (long)Rows * Dimension * sizeof(float);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var vectors = WordVectors.Load(folder["vectors.txt"]);
        Assert.Equal((Rows, Dimension), (vectors.Count, vectors.Dimension));
        // The words as text, their index and the reader's buffers come on top.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, numberBytes, 2.2 * numberBytes);
    }
}
