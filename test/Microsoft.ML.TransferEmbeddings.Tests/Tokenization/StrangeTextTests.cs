using System.Buffers;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>Texts that no file of the suite has: random code points, lone surrogates, great length.</summary>
public class StrangeTextTests
{
    /// <summary>The fast path and the whole one agree on any text, and every place is inside the text and between code points.</summary>
    [Theory]
    [MemberData(nameof(TokenizerSuiteTests.Names), MemberType = typeof(TokenizerSuiteTests))]
    public void AnyTextIsTokenized(string name)
    {
        var components = TokenizerJson.Load(File.ReadAllBytes(SharedFiles.Find($"tokenizers/suite/{name}/tokenizer.json")), name).Components;
        var pipeline = new TokenizerPipeline(components with { Truncation = null, Padding = null });
        var whole = new HuggingFaceTokenizer(pipeline);
        var random = new Random(7);
        var ids = new ArrayBufferWriter<int>();
        for (int i = 0; i < 300; i++)
        {
            string text = RandomText(random);
            ids.ResetWrittenCount();
            pipeline.Encode(text, ids);
            var encoding = whole.Encode(text);
            Assert.Equal(ids.WrittenSpan.ToArray(), encoding.Ids);
            Assert.All(encoding.Offsets, range => Assert.True(range.Start.Value <= range.End.Value && range.End.Value <= text.Length && !Splits(text, range.Start.Value) && !Splits(text, range.End.Value), $"{range} of {text}"));
        }
    }

    [Theory]
    [InlineData("wp-bert-uncased")]
    [InlineData("bl-roberta")]
    [InlineData("bpe-llama2")]
    [InlineData("uni-albert")]
    public void ALongTextTakesTimeInProportion(string name)
    {
        var pipeline = TokenizerJson.Load(File.ReadAllBytes(SharedFiles.Find($"tokenizers/suite/{name}/tokenizer.json")), name);
        var ids = new ArrayBufferWriter<int>();
        foreach (string unit in new[] { "a", " ", "word ", "\u4e2d", "\ud83d\ude00" })
        {
            ids.ResetWrittenCount();
            pipeline.Encode(string.Concat(Enumerable.Repeat(unit, 200_000)), ids);
        }
        Assert.True(ids.WrittenCount > 0);
        ids.ResetWrittenCount();
        Assert.True(pipeline.Encode(string.Concat(Enumerable.Repeat("word [] ", 100_000)), ids, maxTokens: 128));
        Assert.Equal(128, ids.WrittenCount);
    }

    private static bool Splits(string text, int place) => place > 0 && place < text.Length && char.IsSurrogatePair(text[place - 1], text[place]);

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (int count = random.Next(40); count > 0; count--)
        {
            switch (random.Next(8))
            {
                case 0:
                    text.Append((char)random.Next(0xD800, 0xE000));
                    break;
                case 1:
                    text.Append((char)random.Next(0x10000));
                    break;
                case 2:
                    text.Append(new Rune(random.Next(0x10000, 0x110000)));
                    break;
                case 3:
                    text.Append("\u0301\u0323\u200d\u3099\u1161\u00a0\u0085\r\n\u2581<"[random.Next(11)]);
                    break;
                case 4:
                    text.Append(' ');
                    break;
                default:
                    text.Append((char)random.Next(0x20, 0x180));
                    break;
            }
        }
        return text.ToString();
    }
}
