using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Folders;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Unicode;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>Damaged files of tokenizers. What can be read is used.</summary>
public sealed class DamagedTokenizerTests : IDisposable
{
    /// <summary>A tokenizer without a vocabulary takes some: its cache of words, and sets of characters and instructions of each regular expression.</summary>
    private const int Overhead = 1 << 20;

    /// <summary>A damaged file may ask for much padding.</summary>
    private const int MostForAText = 64 << 20;

    private const string Text = "Rowing  the T\u00ebxt [MASK]\n\u4e2d 12 \ud83d\ude00 abcab xyz";
    private readonly TemporaryFolder folder = new();
    private HuggingFaceTokenizer? tokenizer;

    /// <summary>What errors must name.</summary>
    private string file = "";

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TokenizerJsonThatIsDamaged(int seed)
    {
        file = "tokenizer.json";
        int read = new Fuzzing(file, content => tokenizer = new HuggingFaceTokenizer(TokenizerJson.Load(content, file))) { Overhead = Overhead, Use = Encode }
            .Run([.. TokenizerJsons().Select(TokenizerFiles.Bytes)], Mutation.OfText, rounds: 6000, seed);
        // Else damage stops at the file's structure, and never reaches what encodes.
        Assert.True(read > 250, $"{read} files were read");
    }

    [Fact]
    public void SentencePieceModelThatIsDamaged()
    {
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class": "XLMRobertaTokenizer"}""");
        RunInFolder("spiece.model", [SentencePiece(40), SentencePiece(40, CharsMapTests.Small("X\0"u8)), SentencePiece(2000)], (whole, random) => Mutation.OfBytes(whole, random, head: 400), seed: 3);
    }

    [Theory]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    [InlineData("tokenizer_config.json")]
    public void BytePairFileThatIsDamaged(string damaged)
    {
        TinyTokenizers.Write(TinyTokenizers.BytePairs, folder.Root);
        RunInFolder(damaged, [File.ReadAllBytes(folder[damaged])], Mutation.OfText, seed: 4);
    }

    [Fact]
    public void VocabularyListThatIsDamaged()
    {
        File.WriteAllText(folder["tokenizer_config.json"], """{"tokenizer_class": "BertTokenizer"}""");
        RunInFolder("vocab.txt", [Encoding.UTF8.GetBytes(string.Join('\n', TinyVocabulary.Pieces))], Mutation.OfText, seed: 5);
    }

    private void RunInFolder(string damaged, IReadOnlyList<byte[]> originals, Func<byte[], Random, byte[]> mutate, int seed)
    {
        string path = folder[damaged];
        file = folder.Root;
        new Fuzzing(
            damaged,
            content =>
            {
                File.WriteAllBytes(path, content);
                tokenizer = HuggingFaceTokenizer.FromDirectory(folder.Root);
            })
        {
            Overhead = Overhead,
            Use = Encode,
            // A file may be all right by itself and not fit the one beside it.
            IsClear = error => error is InvalidDataException or NotSupportedException && Array.Exists(Directory.GetFiles(folder.Root), error.Message.Contains),
        }.Run(originals, mutate, rounds: 1000, seed);
    }

    /// <summary>What a file asks for may turn out to be impossible with a text only: a vocabulary without an unknown token may spell all.</summary>
    private void Encode()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            _ = tokenizer!.Encode(Text, Text).Overflowing.Count;
            _ = tokenizer.CountTokens(Text);
        }
        catch (InvalidOperationException e) when (e.Message.Contains(file))
        {
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostForAText);
    }

    private static IEnumerable<JsonObject> TokenizerJsons()
    {
        foreach (var example in TokenizerFiles.Examples())
            yield return example;
        var large = TokenizerFiles.WithModel("""{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100}""");
        large["model"]!["vocab"] = new JsonObject(Enumerable.Range(0, 4000).Select(id => KeyValuePair.Create(id == 0 ? "[UNK]" : $"word{id}", (JsonNode?)id)));
        yield return large;
    }

    private static byte[] SentencePiece(int count, byte[]? charsMap = null) => SentencePieceWriter.Write(
        Enumerable.Range(0, count).Select(id => (
            id switch { 0 => "<unk>", 1 => "<s>", 2 => "</s>", 3 => "\u2581", < 30 => $"{(char)('a' + id - 4)}", _ => $"\u2581word{id}" },
            -0.5 * id,
            id switch { 0 => SentencePieceWriter.Unknown, < 3 => SentencePieceWriter.Control, _ => SentencePieceWriter.Normal })),
        unknownId: 0, charsMap);
}
