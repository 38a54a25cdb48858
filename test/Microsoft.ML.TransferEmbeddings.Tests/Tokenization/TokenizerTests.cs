using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>The tokenizer on a vocabulary that can be read at a glance.</summary>
public class TokenizerTests
{
    [Theory]
    [InlineData("", "[CLS] [SEP]")]
    [InlineData("The TEXT", "[CLS] the text [SEP]")]
    [InlineData("numbers", "[CLS] number ##s [SEP]")]
    [InlineData("rowing, rowed!", "[CLS] row ##ing , row ##ed ! [SEP]")]
    [InlineData("the\ttext\u200b of\u00a0row", "[CLS] the text of row [SEP]")]
    [InlineData("Tëxt", "[CLS] text [SEP]")]
    [InlineData("the€text", "[CLS] [UNK] [SEP]")]
    [InlineData("good[MASK]bad", "[CLS] good [MASK] bad [SEP]")]
    [InlineData("good [mask]", "[CLS] good [UNK] m ##a ##s ##k [UNK] [SEP]")]
    [InlineData("\ud83d", "[CLS] [SEP]")]
    public void TextsAreSpelledInPieces(string text, string pieces) => Assert.Equal(pieces, Spell(text));

    [Theory]
    [InlineData(4, "[CLS] row ##ing [SEP]", true)]
    [InlineData(3, "[CLS] row [SEP]", true)]
    [InlineData(2, "[CLS] [SEP]", true)]
    [InlineData(6, "[CLS] row ##ing row ##ed [SEP]", false)]
    public void LongTextsAreCut(int maxTokens, string pieces, bool cut)
    {
        var ids = new ArrayBufferWriter<int>();
        Assert.Equal(cut, Tokenizer().Encode("rowing rowed", ids, maxTokens));
        Assert.Equal(pieces, Pieces(ids));
    }

    [Fact]
    public void FewerTokensThanTheSpecialOnesAreRefused()
    {
        var ids = new ArrayBufferWriter<int>();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer().Encode("row", ids, maxTokens: 1));
        Assert.Contains("2 special tokens", error.Message);
        Assert.Equal(0, ids.WrittenCount);
        Assert.True(Tokenizer().Encode("row good", ids, maxTokens: 1, addSpecialTokens: false));
        Assert.Equal("row", Pieces(ids));
    }

    [Fact]
    public void ALongWordIsUnknownAsAWhole()
    {
        Assert.Equal("[CLS] [UNK] [SEP]", Spell(new string('a', 101)));
        Assert.Equal(102, Spell(new string('a', 100)).Split(' ').Length);
    }

    [Fact]
    public void VocabularyFileAndTokenizerJsonAgree()
    {
        var vocabulary = TokenizerFolder.Load([new ModelFile("vocab.txt", Encoding.UTF8.GetBytes(string.Join("\r\n", TinyVocabulary.Pieces)))], "folder");
        foreach (string text in new[] { "", "rowing the text, 12 times!", "Ünïcödé [SEP] 中文", "a\u0085b\tc" })
        {
            var one = new ArrayBufferWriter<int>();
            var two = new ArrayBufferWriter<int>();
            vocabulary.Encode(text, one);
            Tokenizer().Encode(text, two);
            Assert.Equal(two.WrittenSpan.ToArray(), one.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void TokenizingAllocatesNothingATextInTheSteadyState()
    {
        var tokenizer = Tokenizer();
        var ids = new ArrayBufferWriter<int>(4096);
        string text = string.Concat(Enumerable.Repeat("rowing the Tëxt, 中 of numbers! ", 20));
        for (int warmUp = 0; warmUp < 3; warmUp++)
        {
            ids.ResetWrittenCount();
            tokenizer.Encode(text, ids);
        }
        // The runtime allocates now and then on its own account, when a method is compiled anew; what a text costs shows in every round.
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int times = 0; times < 20; times++)
            {
                ids.ResetWrittenCount();
                tokenizer.Encode(text, ids);
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void DamagedFileIsNamed()
    {
        byte[] whole = Bytes(TinyVocabulary.TokenizerJson());
        foreach (byte[] damaged in new[] { [], whole[..(whole.Length / 2)], "[]"u8.ToArray(), "{}"u8.ToArray() })
        {
            var error = Assert.ThrowsAny<Exception>(() => TokenizerJson.Load(damaged, "folder/tokenizer.json"));
            Assert.True(error is InvalidDataException or NotSupportedException, error.ToString());
            Assert.Contains("folder/tokenizer.json", error.Message);
        }
    }

    private static ITextTokenizer Tokenizer() => TokenizerJson.Load(Bytes(TinyVocabulary.TokenizerJson()), "tokenizer.json");

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static string Spell(string text)
    {
        var ids = new ArrayBufferWriter<int>();
        Tokenizer().Encode(text, ids);
        return Pieces(ids);
    }

    private static string Pieces(ArrayBufferWriter<int> ids) => string.Join(' ', ids.WrittenSpan.ToArray().Select(id => TinyVocabulary.Pieces[id]));
}
