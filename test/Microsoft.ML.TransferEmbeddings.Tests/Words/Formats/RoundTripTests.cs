using System.Globalization;
using CsCheck;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Formats;

/// <summary>What is written is read back, word by word and bit by bit, or refused before anything is written.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly Gen<float> Number = Gen.OneOf(Gen.Single[-3, 3], Gen.Single.Where(float.IsFinite), Gen.OneOf(0f, -0f, float.Epsilon, float.MaxValue, 1e-40f, 16777216f));

    private static readonly Gen<string> Word = Gen.OneOf(
        Gen.String[Gen.Char["abcäß日 \t\r\u00A0\u2028\u0085\u3000.0-e1"], 0, 8],
        Gen.OneOf("", "new york", ". . .", "at name@domain.com", "1e5", "-1", "nan", "\uFEFFmark", "😀", "2008", "</s>", "iPhone 12", " ", "a\nb", "\ud800"));

    private static readonly Gen<(string[] Words, float[] Table, int Dimension)> Vectors =
        from dimension in Gen.Int[1, 9]
        from words in Word.HashSet[1, 4]
        from table in Number.Array[dimension * words.Count]
        select (words.ToArray(), table, dimension);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TextComesBack() => CheckMany((original, path) => original.SaveAsText(path), WordVectorsFormat.Text);

    [Fact]
    public void BinaryComesBack() => CheckMany((original, path) => original.SaveAsBinary(path), WordVectorsFormat.Word2VecBinary);

    /// <summary>The last byte of a row may be a digit and the one before it a blank.</summary>
    [Theory]
    [InlineData(-1865351f, 9553e-9f)]
    [InlineData(9553e-9f)]
    public void NumbersThatLookLikeTextComeBackFromBinary(params float[] row) =>
        Assert.True(Check(([""], row, row.Length), (original, path) => original.SaveAsBinary(path), WordVectorsFormat.Word2VecBinary));

    [Fact]
    public void CultureDoesNotCount()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.True(Check((["a", "I"], [0.5f, -1.25e-7f, 3e20f, 1], 2), (original, path) => original.SaveAsText(path), WordVectorsFormat.Text));
            Assert.StartsWith("2 2\na 0.5 -1.25E-07\n", File.ReadAllText(folder["vectors"]));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("new york", true, false)]
    [InlineData("a\nb", false, false)]
    [InlineData("a ", false, false)]
    [InlineData("iPhone 12", false, false)]
    [InlineData("half \\ud83d", false, false)]
    [InlineData("naïve", true, true)]
    public void WordThatWouldNotComeBackIsRefusedByName(string word, bool asText, bool asBinary)
    {
        // An attribute can't hold half a character.
        var vectors = new WordVectors(["first", word.Replace("\\ud83d", "\ud83d")], [1, 2, 3, 4], 2);
        File.WriteAllText(folder["there"], "what was there");
        foreach (var (isAccepted, save) in new (bool, Action<string>)[] { (asText, vectors.SaveAsText), (asBinary, vectors.SaveAsBinary) })
        {
            if (isAccepted)
            {
                save(folder["new"]);
                continue;
            }
            Assert.Contains("word", Assert.Throws<InvalidOperationException>(() => save(folder["there"])).Message);
            Assert.Equal("what was there", File.ReadAllText(folder["there"]));
        }
        Assert.Empty(Directory.GetFiles(folder.Root, "*.partial"));
    }

    [Fact]
    public void SaveThatFailsLeavesWhatWasThere()
    {
        Directory.CreateDirectory(folder["directory"]);
        Assert.ThrowsAny<Exception>(() => new WordVectors(["a"], [1], 1).SaveAsText(folder["directory"]));
        Assert.True(Directory.Exists(folder["directory"]));
        Assert.Empty(Directory.GetFiles(folder.Root));
    }

    private void CheckMany(Action<WordVectors, string> save, WordVectorsFormat format)
    {
        int written = 0;
        Vectors.Sample(vectors => written += Check(vectors, save, format) ? 1 : 0, iter: 500, threads: 1);
        Assert.InRange(written, 125, 500);
    }

    /// <returns>False where the format can't hold a word.</returns>
    private bool Check((string[] Words, float[] Table, int Dimension) vectors, Action<WordVectors, string> save, WordVectorsFormat format)
    {
        string path = folder["vectors"];
        var original = new WordVectors(vectors.Words, vectors.Table, vectors.Dimension);
        try
        {
            save(original, path);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        foreach (var told in new WordVectorsFormat?[] { null, format })
        {
            var read = WordVectors.Load(path, new WordVectorsLoadOptions { Format = told });
            Assert.Equal(format, read.Describe().Format);
            Assert.Equal(vectors.Words, read.Names);
            Assert.Equal(vectors.Table.Select(BitConverter.SingleToInt32Bits), read.Table.Values.ToArray().Select(BitConverter.SingleToInt32Bits));
        }
        return true;
    }
}
