using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Items.Files;

/// <summary>Reads what <see cref="RecommenderWriter"/> wrote. Nothing is made larger than the file has bytes for it.</summary>
/// <param name="stream">At the beginning.</param>
/// <param name="end">Of the content, in the stream.</param>
internal sealed class RecommenderReader(Stream stream, long end)
{
    private const int NumbersAtOnce = 1 << 20;

    private readonly BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);

    public bool ReadBoolean() => reader.ReadBoolean();

    public double ReadDouble() => reader.ReadDouble();

    public string ReadText() => reader.ReadString();

    /// <exception cref="InvalidDataException">The number is outside.</exception>
    public int ReadNumber(int least, int most) => reader.ReadInt32() is var number && number >= least && number <= most
        ? number
        : throw new InvalidDataException($"it has {number:N0} where a number from {least:N0} to {most:N0} belongs");

    /// <param name="bytes">That each takes at least.</param>
    /// <exception cref="InvalidDataException">The file is too short for so many.</exception>
    public int ReadCount(int bytes)
    {
        int count = ReadNumber(0, int.MaxValue);
        Require((long)count * bytes);
        return count;
    }

    public string[] ReadTexts()
    {
        var texts = new string[ReadCount(bytes: 1)];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadString();
        return texts;
    }

    /// <exception cref="InvalidDataException">The file is too short for so many, or one is not finite.</exception>
    public float[] ReadNumbers(long count)
    {
        Require(count > Array.MaxLength ? long.MaxValue : count * sizeof(float));
        var numbers = new float[count];
        for (int first = 0; first < numbers.Length; first += NumbersAtOnce)
            stream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan(first, Math.Min(NumbersAtOnce, numbers.Length - first))));
        return TensorPrimitives.IsFiniteAll<float>(numbers) ? numbers : throw new InvalidDataException("it has a number that is not finite");
    }

    private void Require(long bytes)
    {
        if (bytes > end - stream.Position)
            throw new InvalidDataException("it is shorter than what it says that it has");
    }
}
