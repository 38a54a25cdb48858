using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Folders;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;
using Tensor = Microsoft.ML.TransferEmbeddings.Folders.Tensor;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>Writes a table of token vectors as model.safetensors.</summary>
internal static class StaticTableWriter
{
    private const string FileName = "model.safetensors", Model2VecName = "embeddings";

    public static ModelFile Write(float[] rows, int dimension, StaticTableFormat format)
    {
        long[] shape = [rows.Length / dimension, dimension];
        return new ModelFile(FileName, format switch
        {
            StaticTableFormat.Float32 => SafetensorsFile.Write(new Tensor(Model2VecName, "F32", shape, Bytes<float>(rows))),
            StaticTableFormat.Float16 => SafetensorsFile.Write(new Tensor(Model2VecName, "F16", shape, Bytes<Half>(ToHalf(rows)))),
            StaticTableFormat.Int8 => SafetensorsFile.Write(new Tensor(Model2VecName, "I8", shape, Bytes<sbyte>(ToSByte(rows)))),
            _ => WriteInt4(rows, dimension),
        });
    }

    private static byte[] WriteInt4(float[] rows, int dimension)
    {
        var values = new byte[rows.Length / 2];
        var scales = new Half[rows.Length / Int4TokenTable.GroupValues];
        for (int group = 0; group < scales.Length; group++)
        {
            var numbers = rows.AsSpan(group * Int4TokenTable.GroupValues, Int4TokenTable.GroupValues);
            scales[group] = Scale(numbers);
            float factor = scales[group] == Half.Zero ? 0 : 1 / (float)scales[group];
            for (int i = 0; i < Int4TokenTable.GroupBytes; i++)
            {
                int low = Number(numbers[i] * factor), high = Number(numbers[i + Int4TokenTable.GroupBytes] * factor);
                values[group * Int4TokenTable.GroupBytes + i] = (byte)(low | (high << 4));
            }
        }
        long count = rows.Length / dimension;
        return SafetensorsFile.Write(
            new Tensor(Int4TokenTable.ValuesName, "U8", [count, dimension / 2], values),
            new Tensor(Int4TokenTable.ScalesName, "F16", [count, dimension / Int4TokenTable.GroupValues], Bytes<Half>(scales)));
    }

    /// <summary>The value farthest from zero becomes -8, the one number without a counterpart: the scale has its opposite sign.</summary>
    private static Half Scale(ReadOnlySpan<float> values) => (Half)(TensorPrimitives.MaxMagnitude(values) / -Int4TokenTable.Offset);

    private static int Number(float value) => Math.Clamp((int)MathF.Round(value) + Int4TokenTable.Offset, 0, 15);

    private static Half[] ToHalf(float[] rows)
    {
        var values = new Half[rows.Length];
        TensorPrimitives.ConvertToHalf(rows, values);
        return values;
    }

    /// <summary>One scale for the whole table, which the length-1 vector does not show.</summary>
    private static sbyte[] ToSByte(float[] rows)
    {
        float scale = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(rows)) / sbyte.MaxValue;
        return Array.ConvertAll(rows, value => (sbyte)MathF.Round(value / scale));
    }

    private static byte[] Bytes<T>(T[] values)
        where T : struct =>
        MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
