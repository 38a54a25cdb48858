using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.Text.Tokenization;
using Microsoft.ML.TransferEmbeddings.Tests.Text.Tokenization.Folders;
using Microsoft.ML.TransferEmbeddings.Tests.Text.Tokenization.Unicode;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>Damaged files of tokenizers. What can be read is used.</summary>
public sealed class DamagedTokenizerTests : IDisposable
{
    /// <summary>A tokenizer without a vocabulary takes some: its cache of words, and sets of characters and instructions of each regular expression.</summary>
    private const int Overhead = 1 << 20;

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
        new Fuzzing(file, content => tokenizer = new HuggingFaceTokenizer(TokenizerJson.Load(content, file))) { Overhead = Overhead, Use = Encode }
            .Run([.. TokenizerJsons().Select(TokenizerFiles.Bytes)], Mutation.OfText, rounds: 5000, seed);
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
        try
        {
            _ = tokenizer!.Encode(Text, Text).Overflowing.Count;
            _ = tokenizer.CountTokens(Text);
        }
        catch (InvalidOperationException e) when (e.Message.Contains(file))
        {
        }
    }

    private static IEnumerable<JsonObject> TokenizerJsons()
    {
        yield return TinyVocabulary.TokenizerJson();
        var bytes = TokenizerFiles.WithModel("""{"type":"BPE","dropout":null,"unk_token":"u","fuse_unk":true,"byte_fallback":true,"vocab":{"u":0,"a":1,"b":2,"ab":3,"\u2581":4,"<0x78>":5},"merges":["a b"]}""");
        bytes["normalizer"] = JsonNode.Parse("""{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Prepend","prepend":"\u2581"},{"type":"Replace","pattern":{"Regex":" {2,}|\\p{L}+?x"},"content":"\u2581"}]}""");
        bytes["pre_tokenizer"] = JsonNode.Parse("""{"type":"Split","pattern":{"Regex":"(?i:'s|'t)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|\\s+(?!\\S)|\\s+"},"behavior":"Isolated","invert":false}""");
        bytes["truncation"] = JsonNode.Parse("""{"direction":"Left","max_length":9,"strategy":"LongestFirst","stride":1}""");
        bytes["added_tokens"] = new JsonArray(TokenizerFiles.AddedToken("[MASK]", left: true, right: true), TokenizerFiles.AddedToken("u", normalized: true));
        yield return bytes;
        var unigram = TokenizerFiles.WithModel("""{"type":"Unigram","unk_id":0,"byte_fallback":true,"vocab":[["u",0],["\u2581",-2],["a",-1.5],["\u2581a",-2.25],["<0x78>",0]]}""");
        unigram["pre_tokenizer"] = JsonNode.Parse("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Digits","individual_digits":true},{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":true}]}""");
        unigram["post_processor"] = JsonNode.Parse(
            """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"s","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"s":{"id":"s","ids":[1],"tokens":["s"]}}}""");
        unigram["padding"] = JsonNode.Parse("""{"strategy":{"Fixed":16},"direction":"Left","pad_to_multiple_of":8,"pad_id":0,"pad_type_id":0,"pad_token":"u"}""");
        yield return unigram;
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
