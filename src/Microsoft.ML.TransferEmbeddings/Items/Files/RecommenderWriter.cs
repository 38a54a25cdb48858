using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Items.Files;

/// <summary>Writes what recommenders are made of.</summary>
internal sealed class RecommenderWriter(Stream stream)
{
    private const int NumbersAtOnce = 1 << 20;

    /// <summary>Half a character is an error: another key would stand in the file.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly BinaryWriter writer = new(stream, Strict, leaveOpen: true);

    public void Write(bool value) => writer.Write(value);

    public void Write(int value) => writer.Write(value);

    public void Write(double value) => writer.Write(value);

    /// <exception cref="InvalidOperationException">It has half a character.</exception>
    public void Write(string text)
    {
        try
        {
            writer.Write(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new InvalidOperationException($"The item '{text}' has half of a surrogate pair in its key, which can't be written as UTF-8. Train the recommender with whole characters in the keys.", e);
        }
    }

    public void Write(IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (string text in texts)
            Write(text);
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
