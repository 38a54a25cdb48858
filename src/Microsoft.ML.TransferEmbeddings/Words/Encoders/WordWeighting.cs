using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>What smooth inverse frequency weighting learns from texts.</summary>
/// <param name="weights">One for each row of the table.</param>
/// <param name="direction">The first principal component of the texts' vectors, of length 1; zeros where there is none.</param>
internal sealed class WordWeighting(ReadOnlyMemory<float> weights, ReadOnlyMemory<float> direction)
{
    public ReadOnlyMemory<float> Weights => weights;

    public ReadOnlyMemory<float> Direction => direction;

    /// <summary>A word that is not in the table was never seen, and its frequency is 0.</summary>
    public float WeightOf(int row) => row < 0 ? 1 : weights.Span[row];

    public void RemoveCommonDirection(Span<float> vector) =>
        TensorPrimitives.MultiplyAdd(direction.Span, -TensorPrimitives.Dot(direction.Span, vector), vector, vector);
}
