using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>
/// A product-quantized matrix of fastText (Jégou et al. 2011, https://doi.org/10.1109/TPAMI.2010.57): a row is put together from one of 256 centroids for each of its
/// parts and, where lengths were kept apart, multiplied by one of 256 lengths.
/// </summary>
internal sealed class QuantizedFastTextMatrix : FastTextMatrix
{
    private const string What = "the quantized matrix of the fastText model";

    private readonly byte[] codes;
    private readonly ProductQuantizer parts;
    private readonly byte[]? lengthCodes;
    private readonly ProductQuantizer? lengths;
    private int row;

    private QuantizedFastTextMatrix(long rows, long columns, byte[] codes, ProductQuantizer parts, byte[]? lengthCodes, ProductQuantizer? lengths)
        : base(rows, columns)
    {
        this.codes = codes;
        this.parts = parts;
        this.lengthCodes = lengthCodes;
        this.lengths = lengths;
    }

    public static QuantizedFastTextMatrix Read(FileBytes bytes)
    {
        bool hasLengths = bytes.ReadByte(What) != 0;
        long rows = bytes.ReadInt64(What), columns = bytes.ReadInt64(What);
        byte[] codes = bytes.ReadArray<byte>(bytes.ReadInt32(What), What);
        var parts = ProductQuantizer.Read(bytes);
        if (rows < 0 || parts.Dimension != columns || codes.Length != rows * (Int128)parts.PartCount)
        {
            throw bytes.Error(
                $"{What} claims {rows:N0} rows of {columns:N0} columns, and has {codes.Length:N0} codes of {parts.PartCount:N0} parts of {parts.Dimension:N0} columns");
        }
        byte[]? lengthCodes = hasLengths ? bytes.ReadArray<byte>(rows, What) : null;
        var lengths = hasLengths ? ProductQuantizer.Read(bytes) : null;
        if (lengths is { Dimension: not 1 })
            throw bytes.Error($"{What} has lengths of {lengths.Dimension} columns");
        return new QuantizedFastTextMatrix(rows, columns, codes, parts, lengthCodes, lengths);
    }

    public override void ReadRow(Span<float> values)
    {
        parts.Decode(codes.AsSpan(row * parts.PartCount, parts.PartCount), values);
        if (lengths is not null)
            TensorPrimitives.Multiply(values, lengths.FirstOf(lengthCodes![row]), values);
        row++;
    }

    public override float[] ReadRows(int count)
    {
        var values = new float[checked(count * (int)Columns)];
        for (int i = 0; i < count; i++)
            ReadRow(values.AsSpan(i * (int)Columns, (int)Columns));
        return values;
    }
}
