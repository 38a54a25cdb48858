using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;

/// <summary>Numbers as bytes in blocks: w ≈ scale · (byte - zero), the scale being the block's largest magnitude / 127.</summary>
internal static class BlockQuantizer
{
    private const int Largest = 127;

    /// <param name="rows">The values, a row after the other.</param>
    /// <param name="rowLength">Values in a row.</param>
    /// <param name="blockSize">Values with one scale. A row takes whole blocks: the last one is filled up with zeros.</param>
    /// <param name="zero">The byte that means zero.</param>
    /// <param name="halfScales">Whether scales will be stored in 16 bits; then they are rounded before they are used.</param>
    /// <returns>The bytes, and a scale for every block; null where a value is not finite.</returns>
    public static (byte[] Bytes, float[] Scales)? Quantize(ReadOnlySpan<float> rows, int rowLength, int blockSize, byte zero, bool halfScales)
    {
        int blocks = BlockCount(rowLength, blockSize), rowCount = rows.Length / rowLength;
        byte[] bytes = new byte[checked(rowCount * blocks * blockSize)];
        bytes.AsSpan().Fill(zero);
        var scales = new float[rowCount * blocks];
        for (int block = 0; block < scales.Length; block++)
        {
            int start = block % blocks * blockSize;
            var values = rows.Slice((block / blocks * rowLength) + start, Math.Min(blockSize, rowLength - start));
            float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
            float scale = halfScales ? (float)(Half)(largest / Largest) : largest / Largest;
            if (!float.IsFinite(largest) || !float.IsFinite(scale))
                return null;
            scales[block] = scale;
            if (scale > 0)
                Quantize(values, scale, zero, bytes.AsSpan(block * blockSize));
        }
        return (bytes, scales);
    }

    public static int BlockCount(int rowLength, int blockSize) => (rowLength / blockSize) + (rowLength % blockSize == 0 ? 0 : 1);

    private static void Quantize(ReadOnlySpan<float> values, float scale, byte zero, Span<byte> bytes)
    {
        // A scale that was rounded down could lead out of a byte.
        for (int i = 0; i < values.Length; i++)
            bytes[i] = (byte)(zero + (int)Math.Clamp(MathF.Round(values[i] / scale), -Largest, Largest));
    }
}
