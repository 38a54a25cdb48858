using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>One layer of a network and how it becomes a part of the vector.</summary>
internal sealed class LayerPooling
{
    private const float SmallestValue = 1e-6f;

    private readonly ImagePooling pooling;
    private readonly bool isByPlaces;
    private readonly int channels;
    private readonly int places;

    /// <param name="layer">How messages call the tensor.</param>
    /// <param name="shape">The tensor's, of one image.</param>
    /// <param name="isSquare">Whether images are.</param>
    /// <param name="pooling">Null for the usual one of the shape.</param>
    /// <exception cref="NotSupportedException">The shape is no vector, map or sequence of one image, or has no such pooling.</exception>
    public LayerPooling(string layer, long[] shape, bool isSquare, ImagePooling? pooling)
    {
        if (shape is not [1, _, ..] || shape.Length > 4 || shape.Any(size => size < 1))
            throw new NotSupportedException($"The layer {layer} has the shape [{string.Join(", ", shape)}] for one image; a vector, a map or a sequence of tokens was expected. Name another layer.");
        bool isMap = shape.Length == 4;
        isByPlaces = !isMap || HasChannelsLast(shape, isSquare);
        (channels, places) = shape switch
        {
            [_, var length] => ((int)length, 1),
            [_, var tokens, var length] => ((int)length, (int)tokens),
            [_, var rows, var columns, var last] when isByPlaces => ((int)last, checked((int)(rows * columns))),
            _ => ((int)shape[1], checked((int)(shape[2] * shape[3]))),
        };
        if (isMap && pooling == ImagePooling.Cls)
            throw new NotSupportedException($"The layer {layer} has the shape [{string.Join(", ", shape)}], a map, which has no first token. Choose another pooling.");
        this.pooling = pooling ?? (isMap ? ImagePooling.Mean : ImagePooling.Cls);
    }

    public int Size => channels * places;

    /// <summary>What is done with the values: nothing but to lay them side by side, where there is one place only.</summary>
    public ImagePooling Pooling => places == 1 ? ImagePooling.Flatten : pooling;

    /// <summary>Whether the values of a place lie side by side, as those of a token do.</summary>
    public bool IsByPlaces => isByPlaces;

    /// <summary>Length of its part of the vector.</summary>
    public int Dimension => pooling == ImagePooling.Flatten ? Size : channels;

    /// <summary>Whether a map's channels come last: those of a square image are square, and an odd side is the channels'.</summary>
    public static bool HasChannelsLast(long[] shape, bool isSquare) => isSquare && shape is [_, var first, var second, var third] && first == second && second != third;

    public void Pool(ReadOnlySpan<float> values, Span<float> vector)
    {
        if (places == 1 || pooling == ImagePooling.Flatten)
            values.CopyTo(vector);
        else if (pooling == ImagePooling.Cls)
            values[..channels].CopyTo(vector);
        else if (isByPlaces)
            PoolPlaces(values, vector);
        else
            PoolMap(values, vector);
    }

    private void PoolMap(ReadOnlySpan<float> values, Span<float> vector)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            var map = values.Slice(channel * places, places);
            vector[channel] = pooling == ImagePooling.Max ? TensorPrimitives.Max(map)
                : pooling.Power is { } power ? Root(SumOfPowers(map, (float)power), power)
                : TensorPrimitives.Sum(map) / places;
        }
    }

    /// <summary>Tokens, or places of a map whose channels come last.</summary>
    private void PoolPlaces(ReadOnlySpan<float> values, Span<float> vector)
    {
        bool isMax = pooling == ImagePooling.Max;
        vector.Fill(isMax ? float.NegativeInfinity : 0);
        for (int place = 0; place < places; place++)
        {
            var row = values.Slice(place * channels, channels);
            if (isMax)
                TensorPrimitives.Max(vector, row, vector);
            else if (pooling.Power is { } power)
                AddPowers(row, (float)power, vector);
            else
                TensorPrimitives.Add(vector, row, vector);
        }
        if (pooling.Power is { } root)
        {
            foreach (ref float value in vector)
                value = Root(value, root);
        }
        else if (!isMax)
        {
            TensorPrimitives.Divide(vector, places, vector);
        }
    }

    private float Root(float sum, double power) => (float)Math.Pow(sum / places, 1 / power);

    private static float SumOfPowers(ReadOnlySpan<float> values, float power)
    {
        float sum = 0;
        foreach (float value in values)
            sum += MathF.Pow(Math.Max(value, SmallestValue), power);
        return sum;
    }

    private static void AddPowers(ReadOnlySpan<float> values, float power, Span<float> sums)
    {
        for (int i = 0; i < values.Length; i++)
            sums[i] += MathF.Pow(Math.Max(values[i], SmallestValue), power);
    }
}
