using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.SentencePiece;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.SentencePiece;

public class SentencePieceModelFileTests
{
    [Fact]
    public void APublishedModelIsRead()
    {
        var model = SentencePieceModelFile.Read(File.ReadAllBytes(SharedFiles.Find("models/model2vec-bge-base-vq64/unigram.spm.model")), "unigram.spm.model");
        Assert.Equal(29526, model.Pieces.Count);
        Assert.Equal(new("[PAD]", -10.703585624694824f, SentencePieceModelFile.PieceType.Control), model.Pieces[0]);
        Assert.Equal(new("[UNK]", -10.703585624694824f, SentencePieceModelFile.PieceType.Unknown), model.Pieces[1]);
        Assert.Equal(new("\u2581!", -11.214411735534668f, SentencePieceModelFile.PieceType.Normal), model.Pieces[2]);
        Assert.Equal(new("</s>", 0, SentencePieceModelFile.PieceType.Control), model.Pieces[^1]);
        Assert.Equal(29522, model.Pieces.Count(p => p.Type == SentencePieceModelFile.PieceType.Normal));
        Assert.Equal(-307672.02162742615, model.Pieces.Sum(p => (double)p.Score), 1e-6);
        Assert.Equal("identity", model.Normalizer.Name);
        Assert.True(model.Normalizer is { AddDummyPrefix: true, RemoveExtraWhitespaces: true, EscapeWhitespaces: true, CharsMap.IsEmpty: true });
        Assert.True(model.Trainer is { ModelType: SentencePieceModelFile.ModelType.Unigram, UnknownId: 1, BeginId: 29524, EndId: 29525, PaddingId: 0 });
        Assert.False(model.Trainer.ByteFallback);
    }

    [Fact]
    public void EveryFieldIsRead()
    {
        var model = SentencePieceModelFile.Read(Sample(), "m");
        Assert.Equal([new("<unk>", 0, SentencePieceModelFile.PieceType.Unknown), new("▁a", -1.5f, SentencePieceModelFile.PieceType.Normal), new("<0x41>", 0, SentencePieceModelFile.PieceType.Byte)], model.Pieces);
        Assert.Equal([1, 2, 3], model.Normalizer.CharsMap.ToArray());
        Assert.True(model.Normalizer is { Name: "nmt", AddDummyPrefix: false, RemoveExtraWhitespaces: false, EscapeWhitespaces: true });
        Assert.Equal(
            new()
            {
                ModelType = SentencePieceModelFile.ModelType.Bpe,
                TreatWhitespaceAsSuffix = true,
                ByteFallback = true,
                UnknownId = 0,
                BeginId = -1,
                EndId = 2,
                PaddingId = -1,
                UnknownPiece = "<U>",
            },
            model.Trainer);
    }

    [Theory]
    [InlineData("", "no pieces")]
    [InlineData("0A", "middle of a number")]
    [InlineData("0A05", "middle of a field")]
    [InlineData("0AFFFFFFFFFFFFFFFFFFFF01", "64 bits")]
    [InlineData("0AFFFFFFFFFFFFFFFF7F", "middle of a field")]
    [InlineData("0A021863", "PieceType")]
    [InlineData("0A030A01FF", "UTF-8")]
    [InlineData("0801", "written as Varint, not as Bytes")]
    [InlineData("0F", "wire type 7")]
    [InlineData("00", "no valid number")]
    public void ADamagedFileIsAnErrorThatNamesIt(string hexadecimal, string message)
    {
        var e = Assert.Throws<InvalidDataException>(() => SentencePieceModelFile.Read(Convert.FromHexString(hexadecimal), "some.model"));
        Assert.Contains("some.model", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains("Download or copy the file again", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMutatedFileIsReadOrRefused()
    {
        byte[] good = Sample();
        var random = new Random(23);
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = (byte[])good.Clone();
            for (int i = random.Next(1, 6); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                SentencePieceModelFile.Read(bytes.AsMemory(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length), "m");
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1000, 19_999);
    }

    private static byte[] Sample()
    {
        byte[] unknown = [.. Field(1, "<unk>"u8), 0x18, 2];
        byte[] word = [.. Field(1, Encoding.UTF8.GetBytes("▁a")), 0x15, 0, 0, 0xC0, 0xBF];
        byte[] single = [.. Field(1, "<0x41>"u8), 0x18, 6];
        byte[] none = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1];
        // With a text, a number and a 64-bit number that nobody reads.
        byte[] trainer = [.. Field(2, "prefix"u8), 0x18, 2, 0x20, 100, 0xC0, 1, 1, 0x98, 2, 1, 0xC8, 2, .. none, 0xE9, 5, 1, 2, 3, 4, 5, 6, 7, 8, 0xEA, 2, 3, .. "<U>"u8];
        byte[] normalizer = [.. Field(1, "nmt"u8), .. Field(2, [1, 2, 3]), 0x18, 0, 0x20, 0];
        return [.. Field(1, unknown), .. Field(1, word), .. Field(2, trainer), .. Field(3, normalizer), .. Field(4, "self test"u8), .. Field(1, single)];
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> value) => [(byte)(number << 3 | 2), (byte)value.Length, .. value];
}
