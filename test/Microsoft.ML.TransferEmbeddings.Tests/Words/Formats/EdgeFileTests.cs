using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Formats;

/// <summary>Odd and broken files: each is read as its author meant it, or refused with what is wrong and where.</summary>
public class EdgeFileTests
{
    private const string Folder = "vectors/formats/edge", ToldWrongly = "text-read-as-binary.txt";

    /// <summary>What the message must name besides the file: the place, the word, the value.</summary>
    private static readonly Dictionary<string, string[]> Named = new()
    {
        ["gzip-truncated.txt.gz"] = ["compressed data", "end early"],
        ["comma-decimals.txt"] = ["line 1", "\"0,5\"", "\"the\""],
        ["nan.txt"] = ["line 2", "NaN", "\"a\""],
        ["infinity.txt"] = ["line 3", "infinity", "\"b\""],
        ["nan.bin"] = ["row 1", "NaN", "\"a\""],
        ["binary-space-key.bin"] = ["bytes are left", "a space"],
        ["truncated-vector.bin"] = ["row 5 of 5", "ends early"],
        ["truncated-key.bin"] = ["row 5 of 5", "ends early"],
        ["truncated-rows.bin"] = ["promises 5 rows", "the file has 3"],
        ["header-too-many.txt"] = ["promises 10 rows", "the file has 5"],
        ["header-too-few.txt"] = ["line 5", "3 rows that the header promises"],
        ["header-wrong-dimension.txt"] = ["line 2", "4 numbers where 6", "header"],
        ["dimension-mismatch-line5.txt"] = ["line 5", "3 numbers where 4"],
        ["not-a-number-line3.txt"] = ["line 3", "\"x1.5\""],
        ["empty.txt"] = ["the file is empty"],
        ["empty.bin"] = ["the file is empty"],
        ["only-header.txt"] = ["promises 5 rows", "the file has 0"],
        ["zero-rows.txt"] = ["no vectors"],
        ["negative-header.txt"] = ["header", "-5 rows"],
        ["zero-dimension.txt"] = ["header", "dimension 0"],
        ["huge-header.txt"] = ["line 2", "4 numbers where 300", "header"],
        ["huge-header.bin"] = ["row 1 of 2,000,000,000", "2,400,000,000,000"],
        ["overflow-header.bin"] = ["header", "not two whole numbers"],
        ["long-line.bin"] = ["not a word-vector file"],
        [ToldWrongly] = ["Word2VecBinary", "text"],
        ["png-header.txt"] = ["not a word-vector file"],
    };

    private static JsonObject Expected => SharedFiles.Json($"{Folder}/expected.json")["files"]!.AsObject();

    [Fact]
    public void EveryFileIsReadOrRefusedAsItMust()
    {
        var files = Expected;
        Assert.Equal(57, files.Count);
        foreach (var (name, file) in files)
        {
            string path = SharedFiles.Find($"{Folder}/{name}");
            // Found by the content, and told. One is told wrongly, and has no fault of its own.
            if (name != ToldWrongly)
                Check(name, path, file!["expected"]!, null);
            Check(name, path, file!["expected"]!, (string)file["kind"]! == "text" ? WordVectorsFormat.Text : WordVectorsFormat.Word2VecBinary);
        }
    }

    [Fact]
    public void TextThatWasToBeBinaryIsFoundToBeText()
    {
        string path = SharedFiles.Find($"{Folder}/{ToldWrongly}");
        AssertContent(WordVectors.Load(path), Expected[ToldWrongly]!["expected"]!, "found");
        Assert.Equal(WordVectorsFormat.Text, WordVectors.Load(path).Describe().Format);
    }

    [Theory]
    [InlineData("huge-header.txt")]
    [InlineData("huge-header.bin")]
    public void HeaderAloneTakesNoMemory(string name)
    {
        string path = SharedFiles.Find($"{Folder}/{name}");
        Assert.Throws<InvalidDataException>(() => WordVectors.Load(path));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => WordVectors.Load(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
    }

    [Fact]
    public void ReplacedWordsAreCounted()
    {
        Assert.Equal(2, WordVectors.Load(SharedFiles.Find($"{Folder}/broken-utf8.txt")).Describe().ReplacedWords);
        Assert.Equal(2, WordVectors.Load(SharedFiles.Find($"{Folder}/broken-utf8-collide.bin")).Describe().ReplacedWords);
        Assert.Equal(5, WordVectors.Load(SharedFiles.Find("vectors/formats/pang_lee_polarity_fasttext.vec")).Describe().ReplacedWords);
    }

    private static void Check(string name, string path, JsonNode expected, WordVectorsFormat? format)
    {
        var options = new WordVectorsLoadOptions { Format = format };
        if (expected["error"] is null && name != ToldWrongly)
        {
            AssertContent(WordVectors.Load(path, options), expected, $"{name}, format {format}");
            return;
        }
        var error = Record.Exception(() => WordVectors.Load(path, options));
        Assert.True(error is InvalidDataException, $"{name}, format {format}: {error?.GetType().Name ?? "no error"} {error?.Message}");
        Assert.Contains(path, error!.Message);
        Assert.All(Named[name], part => Assert.True(error.Message.Contains(part, StringComparison.Ordinal), $"{name}, format {format}: \"{error.Message}\" lacks \"{part}\""));
    }

    private static void AssertContent(WordVectors vectors, JsonNode expected, string what)
    {
        string[] keys = [.. expected["keys"]!.AsArray().Select(key => (string)key!)];
        if (keys[0].StartsWith("kkk…", StringComparison.Ordinal))
            keys[0] = new string('k', 100_000);
        Assert.True(keys.SequenceEqual(vectors.Names), $"{what}: {string.Join('|', vectors.Names)}");
        Assert.Equal((int?)expected["duplicates"] ?? 0, vectors.Describe().DuplicateRows);
        foreach (var (key, values) in keys.Zip(expected["vectors"]!.AsArray()))
        {
            Assert.True(vectors.TryGetVector(key, out var vector), what);
            // Bit by bit: -0 is not 0.
            Assert.Equal(values!.AsArray().Select(value => BitConverter.SingleToInt32Bits((float)(double)value!)), vector.ToArray().Select(BitConverter.SingleToInt32Bits));
        }
    }
}
