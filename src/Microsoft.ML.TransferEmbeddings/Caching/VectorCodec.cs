using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>The bytes of a vector in a cache, little-endian.</summary>
internal sealed class VectorCodec(int dimension, EmbeddingCachePrecision precision)
{
    public int Dimension => dimension;

    public int Bytes { get; } = dimension * (precision == EmbeddingCachePrecision.Half ? 2 : sizeof(float));

    public void Write(ReadOnlySpan<float> vector, Span<byte> content)
    {
        if (precision == EmbeddingCachePrecision.Half)
            TensorPrimitives.ConvertToHalf(vector, MemoryMarshal.Cast<byte, Half>(content));
        else
            MemoryMarshal.AsBytes(vector).CopyTo(content);
    }

    public void Read(ReadOnlySpan<byte> content, Span<float> vector)
    {
        if (precision == EmbeddingCachePrecision.Half)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(content), vector);
        else
            content.CopyTo(MemoryMarshal.AsBytes(vector));
    }
}
