using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>
/// The mean of a text's token vectors, as Python's model2vec computes it (StaticModel.encode): the text is first cut to maxTokens × median token
/// length characters, no special tokens, the unknown token left out, then cut to maxTokens. A text without known tokens gives zeros.
/// </summary>
internal sealed class StaticTextEncoder(ITextTokenizer tokenizer, TokenTable table, int maxTokens, long maxCharacters, bool normalize)
    : EmbeddingEncoder<ReadOnlyMemory<char>>
{
    public override int Dimension => table.Dimension;

    public override DataViewType InputType => TextDataViewType.Instance;

    protected override void EncodeWindow(
        ReadOnlyMemory<ReadOnlyMemory<char>> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellation)
    {
        const int rowsAtOnce = 64;
        ParallelWork.Run((inputs.Length + rowsAtOnce - 1) / rowsAtOnce, execution.DegreeOfParallelism, cancellation, chunk =>
        {
            int end = Math.Min(inputs.Length, (chunk + 1) * rowsAtOnce);
            for (int row = chunk * rowsAtOnce; row < end; row++)
                EncodeOne(inputs.Span[row], vectors.Span.Slice(row * Dimension, Dimension));
        });
    }

    protected override void EncodeOne(ReadOnlyMemory<char> input, Span<float> vector)
    {
        vector.Clear();
        var writer = TextScratch.Ids;
        tokenizer.Encode(CutToCodePoints(input.Span, maxCharacters), writer, addSpecialTokens: false);
        var ids = WithoutUnknown(writer);
        if (ids.IsEmpty)
            return;

        table.AddRows(ids, vector);
        TensorPrimitives.Divide(vector, normalize ? Length(vector) : ids.Length, vector);
    }

    private ReadOnlySpan<int> WithoutUnknown(ArrayBufferWriter<int> writer)
    {
        var ids = MemoryMarshal.AsMemory(writer.WrittenMemory).Span;
        int count = ids.Length;
        if (tokenizer.UnknownTokenId is { } unknown && ids.Contains(unknown))
        {
            count = 0;
            foreach (int id in ids)
            {
                if (id != unknown)
                    ids[count++] = id;
            }
        }
        return ids[..Math.Min(count, maxTokens)];
    }

    /// <summary>Never zero: a vector of zeros stays one.</summary>
    private static float Length(ReadOnlySpan<float> vector) => TensorPrimitives.Norm(vector) is > 0 and var length ? length : 1;

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
