using System.Runtime.CompilerServices;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>What a thread keeps from text to text. Alone, because the process's memory is counted.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ScratchMemoryTests : IDisposable
{
    private const int LargeText = 2_000_000;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("word pieces")]
    [InlineData("one word of byte pairs")]
    [InlineData("one word of a Unigram")]
    [InlineData("pattern")]
    [InlineData("normal form")]
    public void TokenizersKeepNothingOfALargeText(string kind)
    {
        var tokenizer = TokenizerFiles.Tokenizer(kind switch
        {
            "word pieces" => TinyVocabulary.TokenizerJson(),
            "one word of byte pairs" => TokenizerFiles.WithModel("""{"type":"BPE","vocab":{"t":0,"h":1,"e":2," ":3,"th":4,"the":5},"merges":["t h","th e"]}"""),
            "one word of a Unigram" => TokenizerFiles.WithModel("""{"type":"Unigram","unk_id":0,"vocab":[["u",0],["t",-1],["h",-1],["e",-1],["the",-1]]}"""),
            "pattern" => TokenizerFiles.WordLevel("""{"type":"Replace","pattern":{"Regex":"(t|h|e)+ "},"content":"x"}"""),
            _ => TokenizerFiles.WordLevel("""{"type":"NFKD"}"""),
        });
        string text = string.Concat(Enumerable.Repeat(kind == "normal form" ? "th\u00e9 " : "the ", LargeText / 4));
        AssertLittleIsKept(() => tokenizer.EncodeToIds(text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EncodersKeepNothingOfALargeText(bool isStatic)
    {
        string model = isStatic ? TinyStaticModel.Write(folder["model"]) : TinyOnnxModel.Write(folder["model"]);
        var options = new TextEmbeddingModelOptions { Prompt = "row ", MaxTokens = 30, LongText = isStatic ? LongText.ChunkAndAverage : LongText.Truncate };
        using var encoder = TextEmbeddingModel.FromDirectory(model, options);
        string text = string.Concat(Enumerable.Repeat("the ", LargeText / 4));
        AssertLittleIsKept(() => encoder.Embed(text));
        AssertLittleIsKept(() => encoder.Embed([text], new EmbeddingExecutionOptions { MaxDegreeOfParallelism = 1 }));
    }

    /// <summary>A text a little longer than the one before costs no buffer of its own.</summary>
    [Fact]
    public void BuffersGrowByDoubling()
    {
        long allocated = 0;
        RunOnAThread(() =>
        {
            string text = new('a', 200_000);
            TextScratch.Join("prompt", "");
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int length = 100_000; length <= text.Length; length += 100)
                TextScratch.Join("prompt", text.AsSpan(0, length));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        // Twice 100,000 and twice that again, of two bytes each.
        Assert.InRange(allocated, 1, 1_300_000);
    }

    [Fact]
    public void SteadyStateAllocatesNothing()
    {
        var tokenizer = TokenizerFiles.Load(TinyVocabulary.TokenizerJson());
        string text = string.Concat(Enumerable.Repeat("the good text of row number 7, ", 1000));
        long least = long.MaxValue;
        RunOnAThread(() =>
        {
            for (int round = 0; round < 20; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                tokenizer.Encode(TextScratch.Join("bad ", text), TextScratch.Ids);
                TextScratch.Release();
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
        });
        Assert.Equal(0, least);
    }

    private static void AssertLittleIsKept(Func<object> encode)
    {
        long kept = -1, counted = -1;
        RunOnAThread(() =>
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            Forget(encode);
            counted = TextScratch.KeptBytes + TokenizerScratch.KeptBytes;
            kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        });
        Assert.InRange(counted, 0, 3 * TokenizerScratch.MaxBytes);
        Assert.InRange(kept, long.MinValue, 4_000_000);
    }

    /// <summary>In a frame of its own, that ends with the last reference to the result.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(Func<object> encode) => encode();

    private static void RunOnAThread(Action action)
    {
        Exception? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                error = e;
            }
        });
        thread.Start();
        thread.Join();
        if (error is not null)
            throw new InvalidOperationException("The thread failed.", error);
    }
}
