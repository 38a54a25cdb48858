using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text.StaticText;

/// <summary>
/// The mean of a text's token vectors, as Python's model2vec computes it (StaticModel.encode): the text is first cut to maxTokens × median token
/// length characters, then to maxTokens; no special tokens, the unknown token left out. A text without known tokens has a mean of zeros.
/// </summary>
internal sealed class StaticTextEncoder : RowEncoder<ReadOnlyMemory<char>>, ITokenIdEncoder
{
    [ThreadStatic]
    private static float[]? meanBuffer;

    private readonly ITextTokenizer tokenizer;
    private readonly TokenTable table;
    private readonly StaticTextSettings settings;
    private readonly VectorPipeline pipeline;
    private readonly long maxCharacters;

    public StaticTextEncoder(ITextTokenizer tokenizer, TokenTable table, StaticTextSettings settings, int medianTokenLength, IReadOnlyList<ModelFile> parts)
    {
        this.tokenizer = tokenizer;
        this.table = table;
        this.settings = settings;
        maxCharacters = settings.MaxTokens * (long)medianTokenLength ?? long.MaxValue;
        pipeline = new VectorPipeline(settings.Vector, parts, table.Dimension);
    }

    public override int Dimension => pipeline.OutputDimension;

    public void EncodeIds(ReadOnlyMemory<int[]> sequences, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellation)
    {
        ThrowIfDisposed();
        ParallelWork.Run(sequences.Length, execution.MaxDegreeOfParallelism, cancellation, row =>
            Average(sequences.Span[row], vectors.Span.Slice(row * Dimension, Dimension)));
    }

    /// <summary>The tokens of a text whose vectors its vector is made of.</summary>
    public int[] IdsOf(ReadOnlySpan<char> input)
    {
        int[] ids = [.. Tokenize(input, out _)];
        TextScratch.Release();
        return ids;
    }

    protected override void EncodeOne(ReadOnlyMemory<char> input, Span<float> vector)
    {
        var ids = Tokenize(input.Span, out bool isCut);
        if (isCut)
            CountTruncated(1);
        Average(ids, vector);
        TextScratch.Release();
    }

    /// <summary>Valid until this thread's scratch memory is released.</summary>
    private ReadOnlySpan<int> Tokenize(ReadOnlySpan<char> input, out bool isCut)
    {
        var text = TextScratch.Join(settings.Prompt, input);
        var writer = TextScratch.Ids;
        var counted = CutToCodePoints(text, maxCharacters);
        isCut = tokenizer.Encode(counted, writer, settings.MaxTokens ?? int.MaxValue, addSpecialTokens: false) || counted.Length < text.Length;
        if (!settings.KeepUnknown)
            writer.Remove(tokenizer.UnknownTokenId, start: 0);
        return writer.WrittenSpan;
    }

    private void Average(ReadOnlySpan<int> ids, Span<float> vector)
    {
        if (meanBuffer is null || meanBuffer.Length < table.Dimension)
            meanBuffer = new float[table.Dimension];
        var mean = meanBuffer.AsSpan(0, table.Dimension);
        mean.Clear();
        table.AddRows(ids, mean);
        if (!ids.IsEmpty)
            TensorPrimitives.Divide(mean, ids.Length, mean);
        pipeline.Apply(mean, vector);
    }

    private static ReadOnlySpan<char> CutToCodePoints(ReadOnlySpan<char> text, long count)
    {
        if (text.Length <= count)
            return text;
        int end = 0;
        for (long points = 0; points < count && end < text.Length; points++)
            end += char.IsHighSurrogate(text[end]) && end + 1 < text.Length && char.IsLowSurrogate(text[end + 1]) ? 2 : 1;
        return text[..end];
    }
}
