using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.TransferEmbeddings.Folders;

namespace Microsoft.ML.TransferEmbeddings.Text.StaticText;

/// <summary>
/// 4 bits a value: a row is cut into groups of 32, each has a scale in half precision and 16 bytes, of which byte i holds value i in its low half and value
/// i + 16 in its high half, plus 8. A value is (number - 8) × scale.
/// </summary>
internal sealed class Int4TokenTable : TokenTable
{
    public const int GroupValues = 32, GroupBytes = GroupValues / 2, Offset = 8;

    /// <summary>Unlike model2vec's: a table that Python would take for plain numbers must not be found there.</summary>
    public const string ValuesName = "embeddings.int4", ScalesName = "embeddings.scales";

    private readonly ReadOnlyMemory<byte> values;
    private readonly float[] scales;

    public Int4TokenTable(Tensor values, Tensor? scales, string fileName)
        : base((int)values.Shape[0], (int)values.Shape[1] * 2)
    {
        int groups = Dimension / GroupValues;
        if (values.ElementType != "U8" || Dimension % GroupValues != 0 || scales?.ElementType != "F16" || !scales.Shape.SequenceEqual([Count, groups]))
        {
            throw new InvalidDataException(
                $"'{fileName}' holds no whole table of 4-bit token vectors: '{ValuesName}' must be U8 with a multiple of {GroupBytes} columns, and '{ScalesName}' F16 with a scale for every {GroupBytes}. Download or copy the file again.");
        }
        this.values = values.Data;
        this.scales = scales.ToSingles(fileName);
    }

    public override string ElementType => "I4";

    public override void AddRows(ReadOnlySpan<int> ids, Span<float> sum)
    {
        foreach (int id in ids)
            AddRow(id, 1, sum);
    }

    public override void AddRow(int id, float weight, Span<float> sum)
    {
        int groups = Dimension / GroupValues;
        ref byte row = ref MemoryMarshal.GetReference(values.Span.Slice(id * groups * GroupBytes, groups * GroupBytes));
        var rowScales = scales.AsSpan(id * groups, groups);
        ref float total = ref MemoryMarshal.GetReference(sum[..Dimension]);
        for (int group = 0; group < rowScales.Length; group++)
        {
            float scale = weight * rowScales[group];
            var bytes = Vector128.LoadUnsafe(ref row, (nuint)(group * GroupBytes));
            Add(bytes & Vector128.Create((byte)0xF), scale, ref total, group * GroupValues);
            Add(bytes >>> 4, scale, ref total, group * GroupValues + GroupBytes);
        }
    }

    private static void Add(Vector128<byte> numbers, float scale, ref float total, int place)
    {
        var shorts = Vector256.WidenLower(numbers.ToVector256Unsafe());
        var (low, high) = Vector256.Widen(shorts);
        var factor = Vector256.Create(scale);
        var offset = Vector256.Create(-Offset * scale);
        AddProduct(low, factor, offset, ref total, place);
        AddProduct(high, factor, offset, ref total, place + Vector256<float>.Count);
    }

    private static void AddProduct(Vector256<uint> numbers, Vector256<float> factor, Vector256<float> offset, ref float total, int place)
    {
        var sum = Vector256.LoadUnsafe(ref total, (nuint)place);
        // A number is small: as a signed one it converts in one instruction.
        (sum + Vector256.ConvertToSingle(numbers.AsInt32()) * factor + offset).StoreUnsafe(ref total, (nuint)place);
    }
}
