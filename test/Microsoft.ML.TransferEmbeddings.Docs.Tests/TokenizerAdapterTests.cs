using System.Reflection;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace Microsoft.ML.TransferEmbeddings.Tests.Docs;

/// <summary>The class of docs/tokenizers.md that makes a <see cref="Tokenizer"/> of a <see cref="HuggingFaceTokenizer"/>, as it stands there.</summary>
public class TokenizerAdapterTests
{
    private const string Page = "docs/tokenizers.md";

    private static readonly Type Adapter = Assembly
        .Load(SnippetProgram.Compile(Page, new MarkdownPage(Page).Blocks.Single(block => block.Code.Contains("class HuggingFaceAdapter", StringComparison.Ordinal))))
        .GetType("HuggingFaceAdapter", throwOnError: true)!;

    public static readonly TheoryData<string> Names = ["wp-bert-uncased", "bl-roberta", "bl-qwen", "bpe-llama2", "uni-xlmr", "wl-whitespace", "added-bytelevel"];

    [Theory]
    [MemberData(nameof(Names))]
    public void IdsCountsAndPlacesAreTheTokenizers(string name)
    {
        var (tokenizer, adapter) = Load(name);
        foreach (string text in Texts())
        {
            int[] ids = tokenizer.EncodeToIds(text, addSpecialTokens: false);
            Assert.Equal(ids, adapter.EncodeToIds(text));
            Assert.Equal(ids.Length, adapter.CountTokens(text));
            var tokens = adapter.EncodeToTokens(text, out string? normalized);
            Assert.Null(normalized);
            Assert.Equal(ids, tokens.Select(token => token.Id));
            Assert.Equal(ids.Select(tokenizer.IdToToken), tokens.Select(token => token.Value));
            Assert.Equal(tokenizer.Encode(text, addSpecialTokens: false).Offsets, tokens.Select(token => token.Offset));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ACutKeepsWholeCharacters(string name)
    {
        var (tokenizer, adapter) = Load(name);
        foreach (string text in Texts().Where(text => text.Length is > 0 and < 200))
        {
            int[] ids = tokenizer.EncodeToIds(text, addSpecialTokens: false);
            for (int most = 1; most <= ids.Length + 1; most++)
            {
                int end = adapter.GetIndexByTokenCount(text, most, out _, out int fromStart);
                Assert.Equal(ids.Take(fromStart), adapter.EncodeToIds(text, most, out _, out int consumed));
                Assert.Equal(end, consumed);
                int begin = adapter.GetIndexByTokenCountFromEnd(text, most, out _, out int fromEnd);
                Assert.InRange(fromStart, 0, most);
                Assert.InRange(fromEnd, 0, most);
                Assert.False(Divides(text, end), $"'{text}' at {end}");
                Assert.False(Divides(text, begin), $"'{text}' at {begin}");
                if (most >= ids.Length)
                    Assert.Equal((text.Length, ids.Length, 0, ids.Length), (end, fromStart, begin, fromEnd));
            }
        }
    }

    [Fact]
    public void DecodingIsRefused()
    {
        var adapter = Load("wp-bert-uncased").Adapter;
        Assert.Throws<NotSupportedException>(() => adapter.Decode([1]));
        Assert.Throws<NotSupportedException>(() => adapter.Decode([1], new char[10], out _, out _));
    }

    private static (HuggingFaceTokenizer Tokenizer, Tokenizer Adapter) Load(string name)
    {
        var tokenizer = HuggingFaceTokenizer.FromFile(SharedFiles.Find($"tokenizers/suite/{name}/tokenizer.json"));
        return (tokenizer.WithoutTruncationAndPadding(), (Tokenizer)Activator.CreateInstance(Adapter, tokenizer)!);
    }

    private static IEnumerable<string> Texts() =>
        JsonSerializer.Deserialize<string[]>(File.ReadAllText(SharedFiles.Find("tokenizers/suite/texts.json")))!.Where(text => text.Length < 2_000).Take(150);

    private static bool Divides(string text, int index) => index > 0 && index < text.Length && char.IsSurrogatePair(text, index - 1);
}
