using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>The vector of a text that is one word, whatever is in it.</summary>
internal sealed class WordEncoder(WordTable table, WordFinder finder) : RowEncoder<ReadOnlyMemory<char>>
{
    public override int Dimension => table.Dimension;

    protected override void EncodeOne(ReadOnlyMemory<char> input, Span<float> vector) => finder.TryGet(input.Span, vector);
}
