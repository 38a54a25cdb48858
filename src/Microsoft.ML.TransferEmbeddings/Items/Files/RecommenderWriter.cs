using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Items.Files;

/// <summary>Writes what recommenders are made of.</summary>
internal sealed class RecommenderWriter(Stream stream)
{
    private const int NumbersAtOnce = 1 << 20;

    private readonly BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);

    public void Write(bool value) => writer.Write(value);

    public void Write(int value) => writer.Write(value);

    public void Write(double value) => writer.Write(value);

    public void Write(string text) => writer.Write(text);

    public void Write(IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (string text in texts)
            writer.Write(text);
    }

    /// <summary>Their number is not written.</summary>
    /// <exception cref="InvalidOperationException">One is not finite.</exception>
    public void Write(ReadOnlySpan<float> numbers)
    {
        if (!TensorPrimitives.IsFiniteAll(numbers))
        {
            throw new InvalidOperationException(
                "The recommender has a number that is not finite, and its scores are not to be relied upon. Train it with weights of interactions that are less far apart.");
        }
        for (int first = 0; first < numbers.Length; first += NumbersAtOnce)
            writer.Write(MemoryMarshal.AsBytes(numbers.Slice(first, Math.Min(NumbersAtOnce, numbers.Length - first))));
    }
}
