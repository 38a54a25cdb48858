using System.Globalization;
using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>The vector of a number: of the word that is the number as the invariant culture writes it, in as few digits as tell it apart.</summary>
internal sealed class NumberEncoder<TNumber>(NumberDataViewType type, WordTable table, WordFinder finder) : RowEncoder<TNumber>
    where TNumber : INumber<TNumber>
{
    private const int LongestNumber = 64;

    public override int Dimension => table.Dimension;

    public override DataViewType InputType => type;

    protected override void EncodeOne(TNumber input, Span<float> vector)
    {
        Span<char> digits = stackalloc char[LongestNumber];
        input.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        finder.TryGet(digits[..length], vector);
    }
}
