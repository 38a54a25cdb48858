using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Formats;

/// <summary>Files that look like another format, or that programs write against their own format: read as their authors meant them, or refused with the place.</summary>
public sealed class OtherFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Vectors => folder["vectors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("2 3\nthe 0,1 0,2 0,3\nof 0,4 0,5 0,6\n", "line 2", "\"0,1\" where a number with a decimal point")]
    [InlineData("3 2\nthe 0,123456 0,234567\nof 0,345678 0,456789\nand 0,567890 0,678901\n", "line 2", "\"0,123456\"")]
    [InlineData("2 1\nthe 0,1\nof 0,2\n", "line 2", "\"0,1\"")]
    [InlineData("2 3\nthe 0.1 0.2 0,3\nof 0.4 0.5 0.6\n", "line 2", "\"0,3\"")]
    [InlineData("2 3\nthe 0.1 0,2 0.3\nof 0.4 0.5 0.6\n", "line 2", "\"0,2\"")]
    [InlineData("2 2\nthe 1 -1.#IND\nof 1 2\n", "line 2", "\"-1.#IND\"")]
    [InlineData("2 2\nthe -1.#IND -1.#IND\nof 1 2\n", "line 2", "\"-1.#IND\"")]
    [InlineData("2 2\nnew york 0,1 0,2\nof 0,3 0,4\n", "line 2", "\"0,1\"")]
    [InlineData("2 2\nthe 0.1 0.2\nof 0,1 0,2\n", "line 3", "\"0,1\"")]
    [InlineData("2 3\nthe 0,1 0,2\nof 0,4 0,5\n", "line 2", "2 numbers where 3")]
    [InlineData("2 2305843009750564863\nthe 0,1 0,2\nof 0,4 0,5\n", "vectors", "dimension 2,305,843,009,750,564,863")]
    [InlineData("the 0,1 0,2\nof 0,3 0,4\n", "first line", "not a word-vector file")]
    public void TextWhoseNumbersCannotBeReadIsNotTakenForBinary(string content, string place, string what)
    {
        File.WriteAllText(Vectors, content);
        foreach (int? maxRows in new int?[] { null, 1 })
        {
            if (maxRows == 1 && place == "line 3")
                continue;
            string message = Refusal(new WordVectorsLoadOptions { MaxRows = maxRows });
            Assert.True(message.Contains(place, StringComparison.Ordinal) && message.Contains(what, StringComparison.Ordinal), message);
        }
        if (place.StartsWith("line", StringComparison.Ordinal))
            Assert.Contains("text", Refusal(new WordVectorsLoadOptions { Format = WordVectorsFormat.Word2VecBinary }));
    }

    /// <summary>Such numbers are letters, and their rows still no text.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public void BinaryRowsThatBeginWithLettersAreRead(int dimension)
    {
        string[] words = [.. Enumerable.Range(0, 300).Select(i => $"word{i}")];
        var random = new Random(1);
        float letters = BitConverter.Int32BitsToSingle(BitConverter.ToInt32("abcd"u8));
        float[] values = [.. Enumerable.Range(0, words.Length * dimension).Select(i => i < dimension ? letters : random.NextSingle() - 0.5f)];
        new WordVectors(words, values, dimension).SaveAsBinary(Vectors);
        var read = WordVectors.Load(Vectors);
        Assert.Equal(words, read.Names);
        Assert.Equal(values, read.Table.Values.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SpaceInAWordOfABinaryFileIsRefusedWithTheRow(bool lineFeeds)
    {
        string[] words = ["new york", "the", "of", "and"];
        float[] numbers = [.. words.SelectMany(_ => new[] { 0.1f, 0.2f, 0.3f, 0.4f })];
        File.WriteAllBytes(Vectors, BinaryFile(words, numbers, lineFeeds));
        foreach (int? maxRows in new int?[] { null, 2 })
            Assert.Contains("row 1, \"new\", does not end where its 4 numbers do; a word with a space in it", Refusal(new WordVectorsLoadOptions { MaxRows = maxRows }));
        File.WriteAllBytes(Vectors, BinaryFile([.. words.Reverse()], numbers, lineFeeds));
        Assert.Contains("a word with a space in it", Refusal());
    }

    /// <summary>Without line feeds nothing but the numbers tells it, and one in a hundred may be missed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SpaceInAWordOfABinaryFileIsFoundWhereverItIs(bool lineFeeds)
    {
        var random = new Random(1);
        int missed = 0, files = 0;
        foreach (int dimension in new[] { 4, 10, 100 })
        {
            foreach (string spaced in new[] { "new york", "new york city", "são paulo", "vitamin see", "plan b" })
            {
                for (int i = 0; i < 30; i++, files++)
                {
                    string[] words = [.. Enumerable.Range(0, 6).Select(row => row == i % 6 ? spaced : $"word{row}")];
                    File.WriteAllBytes(Vectors, BinaryFile(words, Numbers(words.Length * dimension, random), lineFeeds));
                    if (Record.Exception(() => WordVectors.Load(Vectors)) is not InvalidDataException)
                        missed++;
                }
            }
        }
        Assert.InRange(missed, 0, files / 50);
    }

    /// <summary>Bytes of numbers may be anything, and words any bytes but a space and a line feed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WordsOfAnyOtherBytesAreRead(bool lineFeeds)
    {
        var random = new Random(1);
        foreach (int dimension in new[] { 1, 2, 3, 10, 100 })
        {
            string[] words = [.. Enumerable.Range(0, 3_000).Select(i => $"{(char)random.Next(0x80, 0x100)}{(char)(i % 5 == 0 ? 1 : 'a')}{i}")];
            // Latin-1 is no UTF-8.
            File.WriteAllBytes(Vectors, BinaryFile(words, Numbers(words.Length * dimension, random), lineFeeds, Encoding.Latin1));
            var vectors = WordVectors.Load(Vectors);
            Assert.Equal(words.Length, vectors.Count + vectors.Describe().DuplicateRows);
            Assert.Equal(words.Length, vectors.Describe().ReplacedWords);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(WordVectorsFormat.Text)]
    [InlineData(WordVectorsFormat.Word2VecBinary)]
    [InlineData(WordVectorsFormat.FastTextBinary)]
    public void PointerOfGitLfsIsCalledThat(WordVectorsFormat? format)
    {
        File.WriteAllText(Vectors, $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('1', 64)}\nsize 12345\n");
        string message = Refusal(new WordVectorsLoadOptions { Format = format });
        Assert.Contains("Git LFS", message);
        Assert.Contains("git lfs pull", message);
    }

    /// <summary>fastText's own defaults for supervised models, and <c>-maxn 0</c> for the others.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(2, 3)]
    public void FastTextModelWithoutNgramsHasTheWordsOwnRows(int model, int longest)
    {
        File.WriteAllBytes(Vectors, FastText(model, buckets: 0, longest));
        AssertRows(WordVectors.Load(Vectors));
        AssertRows(WordVectors.Load(Vectors, new WordVectorsLoadOptions { Format = WordVectorsFormat.FastTextBinary, MaxRows = 2 }));
    }

    [Fact]
    public void QuantizedModelWhoseNgramsWereAllPrunedHasTheWordsOwnRows()
    {
        File.WriteAllBytes(Vectors, FastText(model: 3, buckets: 100, longest: 3, isQuantized: true));
        AssertRows(WordVectors.Load(Vectors));
    }

    /// <summary>A row of a byte would be a row of many numbers in memory.</summary>
    [Fact]
    public void QuantizedModelWithLongPartsIsRefused()
    {
        byte[] file = FastText(model: 3, buckets: 100, longest: 3, isQuantized: true, dimension: 65);
        File.WriteAllBytes(Vectors, file);
        Assert.Contains("-dsub", Refusal());
    }

    /// <summary>Their sum is more than single precision can hold, and their mean is not.</summary>
    [Fact]
    public void LargeNgramsHaveAFiniteMean()
    {
        const float large = 3e38f;
        File.WriteAllBytes(Vectors, FastText(model: 2, buckets: 1, longest: 3, ngram: [large, -large]));
        var vectors = WordVectors.Load(Vectors);
        Assert.Equal([large, -large], vectors.GetVector("they"));
        // The word between its marks has ten n-grams of up to three characters.
        Assert.Equal([(float)((0.5 + (10.0 * large)) / 11), (float)((-1 - (10.0 * large)) / 11)], vectors.GetVector("the"));
    }

    private static void AssertRows(WordVectors vectors)
    {
        Assert.Equal(["the", "of"], vectors.Names);
        Assert.Equal([0.5f, -1], vectors.GetVector("the"));
        Assert.Equal([2, 0.25f], vectors.GetVector("of"));
        Assert.False(vectors.HasSubwords);
        Assert.False(vectors.TryGetVector("they", out _));
    }

    private string Refusal(WordVectorsLoadOptions? options = null)
    {
        string message = Assert.Throws<InvalidDataException>(() => WordVectors.Load(Vectors, options)).Message;
        Assert.Contains(Vectors, message);
        return message;
    }

    private static float[] Numbers(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

    /// <param name="words">A row for each.</param>
    /// <param name="numbers">Of all rows.</param>
    /// <param name="lineFeeds">Whether rows end with one.</param>
    /// <param name="encoding">Null for UTF-8.</param>
    private static byte[] BinaryFile(string[] words, float[] numbers, bool lineFeeds, Encoding? encoding = null)
    {
        int dimension = numbers.Length / words.Length;
        using var content = new MemoryStream();
        content.Write(Encoding.ASCII.GetBytes($"{words.Length} {dimension}\n"));
        for (int row = 0; row < words.Length; row++)
        {
            content.Write((encoding ?? Encoding.UTF8).GetBytes($"{words[row]} "));
            content.Write(MemoryMarshal.AsBytes(numbers.AsSpan(row * dimension, dimension)));
            if (lineFeeds)
                content.WriteByte((byte)'\n');
        }
        return content.ToArray();
    }

    /// <summary>Two words, in two dimensions unless said otherwise, and the vector of the only bucket if there is one. The quantized one has a centroid for each word.</summary>
    private static byte[] FastText(int model, int buckets, int longest, bool isQuantized = false, int dimension = 2, float[]? ngram = null)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        foreach (int value in new[] { 793_712_314, 12, dimension, 5, 5, 1, 5, 1, 3, model, buckets, 0, longest, 100 })
            writer.Write(value);
        writer.Write(0.0001);
        writer.Write(2);
        writer.Write(2);
        writer.Write(0);
        writer.Write(3L);
        writer.Write(isQuantized ? 0L : -1L);
        foreach (string word in new[] { "the", "of" })
        {
            writer.Write(Encoding.UTF8.GetBytes($"{word}\0"));
            writer.Write(1L);
            writer.Write((byte)0);
        }
        writer.Write(isQuantized);
        if (isQuantized)
            writer.Write(false);
        writer.Write(ngram is null ? 2L : 3L);
        writer.Write((long)dimension);
        if (isQuantized)
        {
            writer.Write(2);
            writer.Write([(byte)0, (byte)1]);
            foreach (int value in new[] { dimension, 1, dimension, dimension })
                writer.Write(value);
        }
        foreach (float value in new[] { 0.5f, -1, 2, 0.25f }.Concat(ngram ?? []).Concat(new float[isQuantized ? (256 * dimension) - 4 : 0]))
            writer.Write(value);
        writer.Write(false);
        writer.Write(1L);
        writer.Write((long)dimension);
        for (int i = 0; i < dimension; i++)
            writer.Write(0f);
        return content.ToArray();
    }
}
