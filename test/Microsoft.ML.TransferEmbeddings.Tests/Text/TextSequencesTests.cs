using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>The chunks of a long text behind a prompt: every token of the text is in one of them, and a prompt's last blank may belong to the text's first word.</summary>
public sealed class TextSequencesTests
{
    private const string Metaspace = """{ "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true }""";
    private const string ByteLevel = """{ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true }""";

    [Fact]
    public void ABlankThatMergesWithTheFirstWordTakesNoWordAway()
    {
        var tokenizer = Words(Metaspace, "▁query:", "▁", "▁one", "▁two", "▁three", "▁four", "▁five");
        Assert.Equal(["▁query: ▁one ▁two", "▁query: ▁three ▁four", "▁query: ▁five"], Chunks(tokenizer, "query: ", "one two three four five", maxTokens: 3));
    }

    [Fact]
    public void ByteLevelPairsDoTheSame()
    {
        // "Ġ" is the blank; the merges spell "Ġone" and "Ġtwo".
        var tokenizer = TokenizerFiles.Load(ByteLevelFile());
        Assert.Equal(["q : Ġone Ġtwo", "q : Ġone Ġtwo"], Chunks(tokenizer, "q: ", "one two one two", maxTokens: 4));
    }

    [Fact]
    public void APromptThatStaysApartIsWholeInEveryChunk()
    {
        var tokenizer = Words("""{ "type": "Whitespace" }""", "query", ":", "one", "two", "three");
        Assert.Equal(["query : one two", "query : three"], Chunks(tokenizer, "query: ", "one two three", maxTokens: 4));
    }

    [Fact]
    public void WithoutUnknownTokensTheTextMayBeShorterThanThePrompt()
    {
        var tokenizer = Words(Metaspace, "▁query:", "▁", "▁one");
        Assert.Equal(["▁query: ▁one"], Chunks(tokenizer, "query: ", "x y z one z", maxTokens: 4, keepUnknown: false));
        Assert.Equal(["▁query:"], Chunks(tokenizer, "query: ", "x y z z z", maxTokens: 4, keepUnknown: false));
    }

    [Fact]
    public void ChunksCountByTheirOwnTokensAndArePooledFromThem()
    {
        var tokenizer = Words(Metaspace, "▁query:", "▁", "▁one", "▁two", "▁three");
        var sequences = new TextSequences(tokenizer, Settings("query: ", maxTokens: 3) with { IncludePrompt = false }, "folder");
        var layouts = new List<SequenceLayout>();
        sequences.Encode("one two three", new ArrayBufferWriter<int>(), layouts);
        Assert.Equal([2, 1], layouts.Select(sequences.Weight));
        Assert.Equal([1, 1], layouts.Select(sequences.FirstPooled));

        // As in sentence-transformers, where a text is in one sequence: what the prompt alone has is left out.
        layouts.Clear();
        sequences.Encode("one two", new ArrayBufferWriter<int>(), layouts);
        Assert.Equal([2], layouts.Select(sequences.FirstPooled));
    }

    private static List<string> Chunks(TokenizerPipeline tokenizer, string prompt, string text, int maxTokens, bool keepUnknown = true)
    {
        var sequences = new TextSequences(tokenizer, Settings(prompt, maxTokens) with { KeepUnknown = keepUnknown }, "folder");
        var ids = new ArrayBufferWriter<int>();
        var layouts = new List<SequenceLayout>();
        Assert.False(sequences.Encode(text, ids, layouts));
        int start = 0;
        var chunks = new List<string>();
        foreach (var layout in layouts)
        {
            chunks.Add(string.Join(' ', ids.WrittenSpan.Slice(start, layout.Length).ToArray().Select(tokenizer.TokenOf)));
            start += layout.Length;
        }
        Assert.Equal(ids.WrittenCount, start);
        return chunks;
    }

    private static OnnxTextSettings Settings(string prompt, int maxTokens) =>
        new(maxTokens, TextPooling.Mean, new VectorSettings([], Dimensions: null, Normalize: false), Prompt: prompt, LongText: LongText.ChunkAndAverage);

    private static TokenizerPipeline Words(string preTokenizer, params string[] words) => TokenizerFiles.Load(TokenizerFiles.WordLevel(preTokenizer: preTokenizer, words: words));

    private static System.Text.Json.Nodes.JsonObject ByteLevelFile()
    {
        var file = TokenizerFiles.WithModel("""
            {
              "type": "BPE",
              "vocab": { "q": 0, ":": 1, "Ġ": 2, "o": 3, "n": 4, "e": 5, "t": 6, "w": 7, "Ġo": 8, "Ġt": 9, "ne": 10, "wo": 11, "Ġone": 12, "Ġtwo": 13 },
              "merges": ["Ġ o", "Ġ t", "n e", "w o", "Ġo ne", "Ġt wo"]
            }
            """);
        file["pre_tokenizer"] = System.Text.Json.Nodes.JsonNode.Parse(ByteLevel);
        return file;
    }
}
