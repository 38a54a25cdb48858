using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>
/// The first runs of a network, when it is opened: a vocabulary larger than the model's table is found now, not at some user's rare word, and so is an output of another
/// shape than it should have, or a graph that does not end.
/// </summary>
internal sealed class OnnxTextProbe(OnnxSession lease, OnnxTextGraph graph, ITextTokenizer tokenizer, TimeSpan time, string fileName)
{
    /// <summary>Two tokens of one text, so that the axes can be told apart.</summary>
    private const int Tokens = 2;

    /// <summary>Of the row that <see cref="PackedAreAsAlone"/> runs.</summary>
    public const int PackedTokens = (2 * Tokens) + 1;

    /// <summary>The part of a token vector's length that it may differ by: more than rounding in half precision, and less than another position or a neighbor makes.</summary>
    private const float LargestDifference = 1e-3f;

    private readonly int ownIds = tokenizer.OwnVocabularySize;

    /// <returns>The last axis of the output, and how many ids the network has vectors for: all of the model's own vocabulary, perhaps not all added tokens.</returns>
    /// <exception cref="InvalidDataException">The vocabulary does not fit, or the output is no vectors of tokens or texts.</exception>
    public (int Dimension, int IdCount) Run()
    {
        using var limit = new OnnxRunLimit(time);
        int count = tokenizer.VocabularySize;
        if (TryRun(count - 1, limit, out long[] shape) is not { } error)
            return (DimensionOf(shape), count);
        if (count <= ownIds || TryRun(ownIds - 1, limit, out shape) is not null)
        {
            throw new InvalidDataException(
                $"The vocabulary does not fit the model '{fileName}': the graph fails on id {count - 1:N0}, the vocabulary's last ({error.Message}) Use the vocabulary that came with the model.", error);
        }
        int known = ownIds;
        while (known < count)
        {
            int middle = known + (count - known) / 2;
            if (TryRun(middle, limit, out _) is null)
                known = middle + 1;
            else
                count = middle;
        }
        return (DimensionOf(shape), known);
    }

    /// <summary>Whether sequences in one row have the vectors that they have in rows of their own: the graph was understood when it was made for that.</summary>
    public bool PackedAreAsAlone()
    {
        int[] first = [ownIds / 2, ownIds / 3, ownIds / 5], second = [ownIds / 3, ownIds / 7];
        using var limit = new OnnxRunLimit(time);
        // The graph as it was may run where this one fails.
        if (TryRun(first[0], limit, out long[] shape) is not null || !IsOfTokens(shape))
            return false;
        int dimension = (int)shape[^1];
        using OnnxTextBatch packed = new(graph, 1, PackedTokens, dimension), alone = new(graph, 2, first.Length, dimension);
        packed.Inputs.SetTokens(row: 0, start: 0, segment: 1, first);
        packed.Inputs.SetTokens(row: 0, first.Length, segment: 2, second);
        alone.Inputs.SetTokens(row: 0, start: 0, segment: 1, first);
        alone.Inputs.SetTokens(row: 1, start: 0, segment: 1, second);
        alone.Inputs.Pad(row: 1, second.Length, tokenizer.PaddingTokenId);
        try
        {
            lease.Use(0, (session, _) =>
            {
                packed.Run(session, limit.RunOptions);
                alone.Run(session, limit.RunOptions);
            });
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }
        return AreAlike(packed.TokenVectors(0, 0, first.Length), alone.TokenVectors(0, 0, first.Length))
            && AreAlike(packed.TokenVectors(0, first.Length, second.Length), alone.TokenVectors(1, 0, second.Length));
    }

    private static bool AreAlike(ReadOnlySpan<float> vectors, ReadOnlySpan<float> others) =>
        TensorPrimitives.Distance(vectors, others) <= LargestDifference * TensorPrimitives.Norm(others);

    /// <returns>What ONNX Runtime says where it fails on an id; null where it does not.</returns>
    private OnnxRuntimeException? TryRun(int id, OnnxRunLimit limit, out long[] shape)
    {
        long[] found = [];
        shape = [];
        try
        {
            lease.Use(0, (session, _) =>
            {
                using var inputs = new OnnxTextInputs(graph, 1, Tokens);
                inputs.SetTokens(row: 0, start: 0, segment: 1, [id, id]);
                using var outputs = session.Run(limit.RunOptions, inputs.Names, inputs.Values, [graph.Output]);
                found = outputs[0].GetTensorTypeAndShape().Shape;
            });
        }
        catch (OnnxRuntimeException e) when (limit.IsOver)
        {
            throw new InvalidDataException(
                $"The graph '{fileName}' did not end on a text of {Tokens} tokens within {time.TotalSeconds:N0} seconds and was stopped. Download or copy the file again, or use another export of the model.", e);
        }
        catch (OnnxRuntimeException e)
        {
            return e;
        }
        shape = found;
        return null;
    }

    /// <exception cref="InvalidDataException">The output is no vectors of tokens or texts.</exception>
    private int DimensionOf(long[] shape)
    {
        if (graph.GivesTokenVectors ? IsOfTokens(shape) : shape is [1, > 0])
            return (int)shape[^1];
        throw new InvalidDataException(
            $"The graph '{fileName}' gives '{graph.Output}' in the shape [{string.Join(", ", shape)}] for one text of {Tokens} tokens; [1, {(graph.GivesTokenVectors ? $"{Tokens}, " : "")}dimension] was expected. Export the encoder again.");
    }

    private static bool IsOfTokens(long[] shape) => shape is [1, Tokens, > 0];
}
