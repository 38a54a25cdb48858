using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Folders;

/// <summary>A tensor of a safetensors file: a slice of the file, not a copy.</summary>
internal sealed record Tensor(string Name, string ElementType, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>All values, converted: for tensors that are small.</summary>
    /// <exception cref="NotSupportedException">The type is not defined.</exception>
    public float[] ToSingles(string fileName)
    {
        var data = Data.Span;
        switch (ElementType)
        {
            case "F32":
                return MemoryMarshal.Cast<byte, float>(data).ToArray();
            case "F64":
                return Array.ConvertAll(MemoryMarshal.Cast<byte, double>(data).ToArray(), value => (float)value);
            case "F16":
                var singles = new float[data.Length / sizeof(short)];
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(data), singles);
                return singles;
            case "BF16":
                return Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(data).ToArray(), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16));
            default:
                throw new NotSupportedException($"'{fileName}' has '{Name}' in type {ElementType}; F64, F32, F16 and BF16 are known. Convert the model.");
        }
    }

    /// <summary>All values of a table of row numbers.</summary>
    /// <exception cref="NotSupportedException">The type is not defined.</exception>
    /// <exception cref="InvalidDataException">A value is not a row number.</exception>
    public int[] ToIntegers(string fileName)
    {
        var data = Data.Span;
        return ElementType switch
        {
            "I32" => MemoryMarshal.Cast<byte, int>(data).ToArray(),
            "I64" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data).ToArray(), value => value == (int)value
                ? (int)value
                : throw new InvalidDataException($"'{fileName}' has {value:N0} in '{Name}', which is not a row number. Download or copy the file again.")),
            _ => throw new NotSupportedException($"'{fileName}' has '{Name}' in type {ElementType}; I32 and I64 are known. Convert the model."),
        };
    }
}
