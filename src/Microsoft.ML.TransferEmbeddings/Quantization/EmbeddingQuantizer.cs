using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Turns embeddings into codes of one byte or one bit per dimension and back, as sentence-transformers' <c>quantize_embeddings</c> does. Immutable and
/// thread-safe.
/// </summary>
public sealed class EmbeddingQuantizer
{
    private const int Steps = 255, Zero = 128;

    private readonly float[] starts = [];
    private readonly float[] ends = [];
    private readonly float[] steps = [];

    private EmbeddingQuantizer(EmbeddingPrecision precision, int dimension) => (Precision, Dimension) = (precision, dimension);

    private EmbeddingQuantizer(float[] minimum, float[] maximum)
        : this(EmbeddingPrecision.Int8, minimum.Length)
    {
        starts = minimum;
        ends = maximum;
        steps = new float[minimum.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            if (!(maximum[i] >= minimum[i]) || !float.IsFinite(maximum[i] - minimum[i]))
                throw new ArgumentException($"Dimension {i} has the range {minimum[i]} to {maximum[i]}. Give finite numbers, the smaller first.", nameof(maximum));
            // One value alone: any step gives it back.
            steps[i] = maximum[i] > minimum[i] ? (maximum[i] - minimum[i]) / Steps : 1;
        }
    }

    /// <summary>Storage per dimension.</summary>
    public EmbeddingPrecision Precision { get; }

    /// <summary>Length of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>Length of a code in bytes: <see cref="Dimension"/> for Int8, an eighth of it, rounded up, for Binary.</summary>
    public int CodeLength => Precision == EmbeddingPrecision.Binary ? SignBits.LengthOf(Dimension) : Dimension;

    /// <summary>Smallest value of each dimension, with Int8.</summary>
    internal ReadOnlySpan<float> Minima => starts;

    /// <summary>Largest value of each dimension, with Int8.</summary>
    internal ReadOnlySpan<float> Maxima => ends;

    internal ReadOnlyMemory<float> StepSizes => steps;

    /// <summary>Creates a quantizer of one bit per dimension.</summary>
    /// <param name="dimension">Length of an embedding, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> is less than 1.</exception>
    public static EmbeddingQuantizer Binary(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        return new EmbeddingQuantizer(EmbeddingPrecision.Binary, dimension);
    }

    /// <summary>Creates a quantizer of one byte per dimension, between the smallest and the largest value of the dimension in some embeddings.</summary>
    /// <param name="calibration">Embeddings like those to quantize, a hundred or more; enumerated once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="calibration"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no embedding, one is null, their lengths differ, or a value is not finite.</exception>
    public static EmbeddingQuantizer Int8(IEnumerable<float[]> calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        float[]? minimum = null, maximum = null;
        foreach (var (index, embedding) in calibration.Index())
        {
            if (embedding is null || !TensorPrimitives.IsFiniteAll<float>(embedding))
            {
                throw new ArgumentException(
                    $"Embedding {index} {(embedding is null ? "is null" : "has a value that is not finite")}. Leave such embeddings out.", nameof(calibration));
            }
            minimum ??= [.. embedding];
            maximum ??= [.. embedding];
            if (embedding.Length != minimum.Length)
                throw new ArgumentException($"Embedding {index} has {embedding.Length} dimensions and others have {minimum.Length}. Give embeddings of one model.", nameof(calibration));
            TensorPrimitives.Min(minimum, embedding, minimum);
            TensorPrimitives.Max(maximum!, embedding, maximum);
        }
        return minimum is null || minimum.Length == 0
            ? throw new ArgumentException("There is no embedding to take the ranges from. Give a hundred or more.", nameof(calibration))
            : new EmbeddingQuantizer(minimum, maximum!);
    }

    /// <summary>Creates a quantizer of one byte per dimension, between given values.</summary>
    /// <param name="minimum">Smallest value of each dimension.</param>
    /// <param name="maximum">Largest value of each dimension.</param>
    /// <exception cref="ArgumentNullException"><paramref name="minimum"/> or <paramref name="maximum"/> is null.</exception>
    /// <exception cref="ArgumentException">The lengths differ or are 0, a value is not finite, or a smallest value is above the largest.</exception>
    public static EmbeddingQuantizer Int8(IReadOnlyList<float> minimum, IReadOnlyList<float> maximum)
    {
        ArgumentNullException.ThrowIfNull(minimum);
        ArgumentNullException.ThrowIfNull(maximum);
        return minimum.Count == maximum.Count && minimum.Count > 0
            ? new EmbeddingQuantizer([.. minimum], [.. maximum])
            : throw new ArgumentException($"There are {minimum.Count} smallest and {maximum.Count} largest values. Give one of each per dimension.", nameof(maximum));
    }

    /// <summary>
    /// Quantizes an embedding. A value outside its dimension's range becomes the nearest end of the range. As in sentence-transformers, the number of steps from the
    /// middle is rounded towards 0, so that the byte 0 covers two steps and every other byte one.
    /// </summary>
    /// <param name="embedding"><see cref="Dimension"/> finite values.</param>
    /// <param name="code">Receives the code, <see cref="CodeLength"/> bytes; with <see cref="EmbeddingPrecision.Int8"/> each is an <see cref="sbyte"/>.</param>
    /// <exception cref="ArgumentException">A length is wrong, or a value is not finite.</exception>
    public void Quantize(ReadOnlySpan<float> embedding, Span<byte> code)
    {
        CheckLengths(embedding.Length, code.Length);
        if (!TensorPrimitives.IsFiniteAll(embedding))
            throw new ArgumentException("The embedding has a value that is not finite, which no code stands for. Leave such embeddings out.", nameof(embedding));
        if (Precision == EmbeddingPrecision.Binary)
        {
            SignBits.Pack(embedding, code);
            return;
        }
        for (int i = 0; i < embedding.Length; i++)
            code[i] = (byte)(sbyte)(Math.Clamp((embedding[i] - starts[i]) / steps[i], 0, Steps) - Zero);
    }

    /// <summary>
    /// Turns a code into an embedding. A byte becomes the middle of the values that it covers. Bits become 1 and -1, divided by the square root of their number, so
    /// that the vector has length 1.
    /// </summary>
    /// <param name="code"><see cref="CodeLength"/> bytes.</param>
    /// <param name="embedding">Receives the embedding, <see cref="Dimension"/> values.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Dequantize(ReadOnlySpan<byte> code, Span<float> embedding)
    {
        CheckLengths(embedding.Length, code.Length);
        if (Precision == EmbeddingPrecision.Binary)
        {
            float one = 1 / MathF.Sqrt(Dimension);
            for (int i = 0; i < embedding.Length; i++)
                embedding[i] = SignBits.IsSet(code, i) ? one : -one;
            return;
        }
        var values = MemoryMarshal.Cast<byte, sbyte>(code);
        for (int i = 0; i < embedding.Length; i++)
            embedding[i] = starts[i] + Math.Clamp(values[i] + Zero + 0.5f * Math.Sign(values[i]), 0, Steps) * steps[i];
    }

    private void CheckLengths(int embedding, int code)
    {
        if (embedding != Dimension || code != CodeLength)
            throw new ArgumentException($"An embedding has {Dimension} values and its code {CodeLength} bytes; {embedding} and {code} were given. Use spans of these lengths.");
    }
}
