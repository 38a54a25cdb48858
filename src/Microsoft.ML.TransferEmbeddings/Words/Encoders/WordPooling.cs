using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>The mean, the largest and the smallest values of vectors that come one after another.</summary>
internal sealed class WordPooling(TextPooling pooling, int wordDimension)
{
    public int Dimension => pooling.Modes.Count * wordDimension;

    /// <exception cref="ArgumentException">The pooling has a part that is none of these.</exception>
    public static TextPooling Checked(TextPooling pooling, string name) => pooling.Modes.All(mode => mode is "mean" or "max" or "min")
        ? pooling
        : throw new ArgumentException($"The pooling '{pooling}' is not one for words. Combine {TextPooling.Mean}, {TextPooling.Max} and {TextPooling.Min}.", name);

    /// <param name="word">A word's vector.</param>
    /// <param name="isFirst">Whether it is the first one.</param>
    /// <param name="vector">Dimension values; zeros before the first word.</param>
    public void Add(ReadOnlySpan<float> word, bool isFirst, Span<float> vector)
    {
        for (int i = 0; i < pooling.Modes.Count; i++)
        {
            var part = vector.Slice(i * wordDimension, wordDimension);
            if (isFirst)
                word.CopyTo(part);
            else if (pooling.Modes[i] == "mean")
                TensorPrimitives.Add(part, word, part);
            else if (pooling.Modes[i] == "max")
                TensorPrimitives.Max(part, word, part);
            else
                TensorPrimitives.Min(part, word, part);
        }
    }

    /// <param name="count">How many words there were; 1 or more.</param>
    /// <param name="vector">Dimension values.</param>
    public void Finish(int count, Span<float> vector)
    {
        for (int i = 0; i < pooling.Modes.Count; i++)
        {
            var part = vector.Slice(i * wordDimension, wordDimension);
            if (pooling.Modes[i] == "mean")
                TensorPrimitives.Divide(part, count, part);
        }
    }
}
