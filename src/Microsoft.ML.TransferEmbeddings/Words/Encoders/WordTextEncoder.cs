using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Tokenization;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>The pooled vectors of a text's words.</summary>
/// <param name="table">The words.</param>
/// <param name="settings">What happens to them.</param>
/// <param name="weighting">Null where all words count alike.</param>
internal sealed class WordTextEncoder(WordTable table, WordTextSettings settings, WordWeighting? weighting) : RowEncoder<ReadOnlyMemory<char>>
{
    private readonly WordFinder finder = new(table, settings.Lookup);
    private readonly WordPooling pooling = new(settings.Pooling, table.Dimension);

    public override int Dimension => pooling.Dimension;

    protected override void EncodeOne(ReadOnlyMemory<char> input, Span<float> vector)
    {
        vector.Clear();
        int count = 0;
        var rows = table.Values.Span;
        var unlisted = WordScratch.Vector(table.Dimension);
        foreach (var (start, end) in settings.Tokenization.Split(TextScratch.Join(settings.Prompt, input.Span), out var characters))
        {
            var word = characters[start..end];
            int row = finder.FindRow(word);
            ReadOnlySpan<float> found = unlisted;
            if (row >= 0)
                found = rows.Slice(row * unlisted.Length, unlisted.Length);
            else if (!finder.TryGet(word, row, unlisted))
                continue;
            if (weighting is null)
                pooling.Add(found, count == 0, vector);
            else
                TensorPrimitives.MultiplyAdd(found, weighting.WeightOf(row), vector, vector);
            count++;
        }
        if (count > 0)
            pooling.Finish(count, vector);
        weighting?.RemoveCommonDirection(vector);
        if (settings.Normalize)
            UnitLength.Normalize(vector, vector);
    }
}
