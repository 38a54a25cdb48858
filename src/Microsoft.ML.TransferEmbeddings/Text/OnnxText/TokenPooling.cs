using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>Computes a <see cref="TextPooling"/> as sentence-transformers' Pooling does for a text that is encoded alone.</summary>
internal sealed class TokenPooling(TextPooling pooling, int tokenDimension)
{
    private readonly Mode[] modes = [.. pooling.Modes.Select(ModeOf)];

    private delegate void Mode(ReadOnlySpan<float> tokens, int first, Span<float> vector);

    public int Dimension => modes.Length * tokenDimension;

    /// <param name="tokens">The vectors of a text's tokens, one after another.</param>
    /// <param name="first">The first token that counts: those of a prompt may be left out.</param>
    /// <param name="vector">Dimension values; zeros where no token counts.</param>
    public void Pool(ReadOnlySpan<float> tokens, int first, Span<float> vector)
    {
        if (tokens.Length <= first * tokenDimension)
        {
            vector.Clear();
            return;
        }
        for (int i = 0; i < modes.Length; i++)
            modes[i](tokens, first, vector.Slice(i * tokenDimension, tokenDimension));
    }

    private static Mode ModeOf(string name) => name switch
    {
        "cls" => (tokens, first, vector) => tokens.Slice(first * vector.Length, vector.Length).CopyTo(vector),
        "lasttoken" => (tokens, _, vector) => tokens[^vector.Length..].CopyTo(vector),
        "max" => Max,
        "min" => Min,
        "mean" => (tokens, first, vector) => TensorPrimitives.Divide(vector, Sum(tokens, first, vector), vector),
        "mean_sqrt_len_tokens" => (tokens, first, vector) => TensorPrimitives.Divide(vector, MathF.Sqrt(Sum(tokens, first, vector)), vector),
        "weightedmean" => WeightedMean,
        _ => throw new FormatException($"'{name}' is not a pooling."),
    };

    private static void Max(ReadOnlySpan<float> tokens, int first, Span<float> vector)
    {
        int dimension = vector.Length;
        tokens.Slice(first * dimension, dimension).CopyTo(vector);
        for (int start = (first + 1) * dimension; start < tokens.Length; start += dimension)
            TensorPrimitives.Max(vector, tokens.Slice(start, dimension), vector);
    }

    private static void Min(ReadOnlySpan<float> tokens, int first, Span<float> vector)
    {
        int dimension = vector.Length;
        tokens.Slice(first * dimension, dimension).CopyTo(vector);
        for (int start = (first + 1) * dimension; start < tokens.Length; start += dimension)
            TensorPrimitives.Min(vector, tokens.Slice(start, dimension), vector);
    }

    /// <returns>How many tokens were added.</returns>
    private static int Sum(ReadOnlySpan<float> tokens, int first, Span<float> vector)
    {
        int dimension = vector.Length;
        vector.Clear();
        for (int start = first * dimension; start < tokens.Length; start += dimension)
            TensorPrimitives.Add(vector, tokens.Slice(start, dimension), vector);
        return tokens.Length / dimension - first;
    }

    /// <summary>Positions count from the text's beginning, also where a prompt before it is left out.</summary>
    private static void WeightedMean(ReadOnlySpan<float> tokens, int first, Span<float> vector)
    {
        int dimension = vector.Length;
        float weights = 0;
        vector.Clear();
        for (int token = first; token < tokens.Length / dimension; token++)
        {
            float weight = token + 1;
            TensorPrimitives.MultiplyAdd(tokens.Slice(token * dimension, dimension), weight, vector, vector);
            weights += weight;
        }
        TensorPrimitives.Divide(vector, weights, vector);
    }
}
