using System.Buffers;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>The public tokenizer on a vocabulary that can be read at a glance.</summary>
public class HuggingFaceTokenizerTests
{
    [Fact]
    public void EncodingTellsIdsTypesMasksAndPlaces()
    {
        const string text = "The \ud83d\ude00 rowing";
        var encoding = Tokenizer().Encode(text, "bad");
        Assert.Equal("[CLS] the [UNK] row ##ing [SEP] bad [SEP]", Pieces(encoding));
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1], encoding.TypeIds);
        Assert.Equal([-1, 0, 0, 0, 0, -1, 1, -1], encoding.SequenceIds);
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 1], encoding.SpecialTokensMask);
        Assert.All(encoding.AttentionMask, value => Assert.Equal(1, value));
        Assert.Equal(["", "The", "\ud83d\ude00", "row", "ing", ""], encoding.Offsets.Take(6).Select(range => text[range]));
        Assert.Equal(8, encoding.Count);
        Assert.Empty(encoding.Overflowing);
    }

    [Fact]
    public void SpecialTokensCanBeLeftOut() => Assert.Equal("the text", Pieces(Tokenizer().Encode("the text", addSpecialTokens: false)));

    [Fact]
    public void TokensAreCountedAndLookedUp()
    {
        var tokenizer = Tokenizer();
        Assert.Equal(4, tokenizer.CountTokens("rowing"));
        Assert.Equal(2, tokenizer.CountTokens("rowing", addSpecialTokens: false));
        Assert.Equal(TinyVocabulary.Pieces.Length, tokenizer.VocabularySize);
        Assert.Equal(2, tokenizer.TokenToId("[CLS]"));
        Assert.Equal("[CLS]", tokenizer.IdToToken(2));
        Assert.Null(tokenizer.TokenToId("absent"));
        Assert.Null(tokenizer.IdToToken(-1));
        Assert.Null(tokenizer.IdToToken(int.MaxValue));
    }

    [Theory]
    [InlineData("Right", "[CLS] the text [SEP]", "[CLS] text of [SEP]|[CLS] of row [SEP]")]
    [InlineData("Left", "[CLS] of row [SEP]", "[CLS] text of [SEP]|[CLS] the text [SEP]")]
    public void LongTextsOverflow(string direction, string first, string parts)
    {
        var tokenizer = Tokenizer($$"""{"direction":"{{direction}}","max_length":4,"strategy":"LongestFirst","stride":1}""");
        var encoding = tokenizer.Encode("the text of row");
        Assert.Equal(first, Pieces(encoding));
        Assert.Equal(parts, string.Join('|', encoding.Overflowing.Select(Pieces)));
        Assert.All(encoding.Overflowing, part => Assert.Empty(part.Overflowing));
    }

    /// <summary>Seven and five words where five fit leave three and two, and the other way round.</summary>
    [Theory]
    [InlineData(7, 5, 3, 2)]
    [InlineData(5, 7, 2, 3)]
    [InlineData(2, 7, 2, 3)]
    public void PairsShrinkTogether(int first, int second, int firstLeft, int secondLeft)
    {
        var tokenizer = Tokenizer("""{"max_length":8,"strategy":"LongestFirst","stride":0}""");
        var encoding = tokenizer.Encode(Words(first), Words(second));
        Assert.Equal((firstLeft, secondLeft), (encoding.SequenceIds.Count(id => id == 0), encoding.SequenceIds.Count(id => id == 1)));
    }

    [Fact]
    public void ImpossibleTruncationIsAnErrorThatNamesTheFile()
    {
        var tokenizer = Tokenizer("""{"max_length":4,"strategy":"OnlySecond","stride":0}""");
        string message = Assert.Throws<InvalidOperationException>(() => tokenizer.Encode(Words(9))).Message;
        Assert.Contains("OnlySecond", message);
        Assert.Contains(TokenizerFiles.FileName, message);
        Assert.Contains("stride", Assert.Throws<InvalidOperationException>(() => Tokenizer("""{"max_length":4,"strategy":"LongestFirst","stride":2}""").Encode(Words(9))).Message);
    }

    [Fact]
    public void LessThanTheSpecialTokensCutsNothing()
    {
        var tokenizer = Tokenizer("""{"max_length":1,"strategy":"LongestFirst","stride":0}""");
        Assert.Equal(11, tokenizer.Encode(Words(9)).Count);
        Assert.Equal(11, tokenizer.EncodeToIds(Words(9)).Length);
        Assert.Single(tokenizer.EncodeToIds(Words(9), addSpecialTokens: false));
    }

    [Fact]
    public void BatchesArePadded()
    {
        var tokenizer = Tokenizer(padding: """{"strategy":"BatchLongest","direction":"Left","pad_to_multiple_of":4,"pad_id":0,"pad_type_id":7,"pad_token":"[PAD]"}""");
        var batch = tokenizer.EncodeBatch(["the text of row", "bad"]);
        Assert.Equal(["[PAD] [PAD] [CLS] the text of row [SEP]", "[PAD] [PAD] [PAD] [PAD] [PAD] [CLS] bad [SEP]"], batch.Select(Pieces));
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1], batch[1].AttentionMask);
        Assert.Equal([7, 7, 7, 7, 7, 0, 0, 0], batch[1].TypeIds);
        Assert.Empty(tokenizer.EncodeBatch([]));
    }

    [Theory]
    [InlineData("foobarbaz", "foobar [UNK]")]
    [InlineData("x  <ctx>\u00a0 x", "[UNK] <ctx> [UNK]")]
    [InlineData("acme", "acme")]
    [InlineData("acme1", "[UNK]")]
    [InlineData("a acme.", "[UNK] acme [UNK]")]
    [InlineData("NewToken newtoken", "NewToken [UNK] NewToken")]
    public void AddedTokensAreCutOut(string text, string pieces)
    {
        var file = TokenizerFiles.WordLevel("""{"type":"Lowercase"}""");
        file["added_tokens"] = new JsonArray(
            TokenizerFiles.AddedToken("foobar"), TokenizerFiles.AddedToken("barbaz"), TokenizerFiles.AddedToken("<ctx>", left: true, right: true),
            TokenizerFiles.AddedToken("acme", singleWord: true), TokenizerFiles.AddedToken("NewToken", normalized: true));
        var tokenizer = TokenizerFiles.Tokenizer(file);
        Assert.Equal(pieces, TokenizerFiles.Pieces(tokenizer, tokenizer.Encode(text)));
        // The ids of the list are not obeyed: they follow behind the vocabulary.
        Assert.Equal(5, tokenizer.TokenToId("NewToken"));
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        var tokenizer = Tokenizer();
        Assert.Throws<ArgumentNullException>(() => tokenizer.Encode(null!));
        Assert.Throws<ArgumentNullException>(() => tokenizer.EncodeBatch(null!));
        Assert.Throws<ArgumentNullException>(() => tokenizer.EncodeBatch([null!]));
        Assert.Throws<ArgumentNullException>(() => tokenizer.CountTokens(null!));
        Assert.Throws<ArgumentNullException>(() => tokenizer.TokenToId(null!));
        Assert.ThrowsAny<ArgumentException>(() => HuggingFaceTokenizer.FromFile(""));
        Assert.ThrowsAny<ArgumentException>(() => HuggingFaceTokenizer.FromDirectory(""));
        Assert.Contains("absent.json", Assert.Throws<FileNotFoundException>(() => HuggingFaceTokenizer.FromFile("absent.json")).Message);
        Assert.Contains("absent", Assert.Throws<DirectoryNotFoundException>(() => HuggingFaceTokenizer.FromDirectory("absent")).Message);
    }

    [Theory]
    [InlineData("Left", "[CLS] of row [SEP]")]
    [InlineData("Right", "[CLS] the text [SEP]")]
    public void TheFilesTruncationCutsIdsAlone(string direction, string pieces)
    {
        var tokenizer = Tokenizer($$"""{"direction":"{{direction}}","max_length":4,"strategy":"LongestFirst","stride":0}""");
        Assert.Equal(pieces, string.Join(' ', tokenizer.EncodeToIds("the text of row").Select(tokenizer.IdToToken)));
    }

    /// <summary>Embedding models set their own; a file's truncation would only disturb it.</summary>
    [Theory]
    [InlineData("Left")]
    [InlineData("Right")]
    public void TheFilesTruncationIsNothingToAnEncoder(string direction)
    {
        var file = TinyVocabulary.TokenizerJson();
        file["truncation"] = JsonNode.Parse($$"""{"direction":"{{direction}}","max_length":3,"strategy":"LongestFirst","stride":0}""");
        var ids = new ArrayBufferWriter<int>();
        Assert.True(TokenizerFiles.Load(file).Encode("the text of row", ids, maxTokens: 4));
        Assert.Equal("[CLS] the text [SEP]", string.Join(' ', ids.WrittenSpan.ToArray().Select(id => TinyVocabulary.Pieces[id])));
    }

    [Fact]
    public void ThreadsShareATokenizer()
    {
        string[] texts = [.. Enumerable.Range(0, 400).Select(i => string.Join(' ', Enumerable.Range(0, i % 40).Select(word => $"row{(word * i) % 97}ing")))];
        foreach (string model in new[] { "bl-roberta", "uni-byte-fallback", "bpe-llama2", "wp-bert-uncased" })
        {
            var tokenizer = HuggingFaceTokenizer.FromFile(SharedFiles.Find($"tokenizers/suite/{model}/tokenizer.json"));
            int[][] expected = [.. texts.Select(text => tokenizer.Encode(text).Ids.ToArray())];
            Parallel.For(0, 4 * texts.Length, i => Assert.Equal(expected[i % texts.Length], tokenizer.Encode(texts[i % texts.Length]).Ids));
        }
    }

    private static HuggingFaceTokenizer Tokenizer(string truncation = "null", string padding = "null")
    {
        var file = TinyVocabulary.TokenizerJson();
        file["truncation"] = JsonNode.Parse(truncation);
        file["padding"] = JsonNode.Parse(padding);
        return TokenizerFiles.Tokenizer(file);
    }

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("row", count));

    private static string Pieces(TokenizerEncoding encoding) => string.Join(' ', encoding.Ids.Select(id => TinyVocabulary.Pieces[id]));
}
