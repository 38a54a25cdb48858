using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Text.Modules;

/// <summary>Divides a vector by its length (L2); a vector of zeros stays one.</summary>
internal sealed class NormalizeModule(int dimension) : VectorModule(dimension)
{
    public override void Apply(ReadOnlySpan<float> input, Span<float> output) => Normalize(input, output);

    public static void Normalize(ReadOnlySpan<float> input, Span<float> output) =>
        TensorPrimitives.Divide(input, TensorPrimitives.Norm(input) is > 0 and var length ? length : 1, output);
}
