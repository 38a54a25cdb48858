using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Text;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>
/// A teacher's vectors, of length 1 and rounded to half precision: so they are the same whether they come from the teacher or from the cache.
/// </summary>
internal sealed class TeacherVectors(TextEncoderDefinition teacher, TeacherVectorCache? cache)
{
    /// <summary>A window of the encoder, and what an interrupted run loses.</summary>
    private const int TextsAtOnce = 4096;

    /// <summary>Tells pieces from texts in the cache.</summary>
    private const string PieceMark = "\u0001piece ";

    private static readonly EmbeddingExecutionOptions Execution = new() { MaxLookAheadRows = TextsAtOnce };

    /// <summary>A row a text.</summary>
    public VectorBlocks OfTexts(IReadOnlyList<string> texts, Action<long> report, CancellationToken cancellation)
    {
        using var encoder = teacher.Open(EncoderContext.Cpu);
        return Encode(encoder, texts, keyPrefix: "", report, cancellation);
    }

    /// <summary>A row for each piece, alone between the special tokens; a row of zeros for -1.</summary>
    public VectorBlocks OfPieces(IReadOnlyList<int> pieces, Action<long> report, CancellationToken cancellation)
    {
        using var encoder = teacher.OpenWith(new PieceTokenizer(teacher.Tokenizer));
        return Encode(encoder, [.. pieces.Select(PieceTokenizer.TextOf)], PieceMark, report, cancellation);
    }

    private VectorBlocks Encode(
        EmbeddingEncoder<ReadOnlyMemory<char>> encoder, IReadOnlyList<string> texts, string keyPrefix, Action<long> report, CancellationToken cancellation)
    {
        var vectors = new VectorBlocks(texts.Count, encoder.Dimension);
        var half = new Half[encoder.Dimension];
        var missing = new List<int>();
        for (int i = 0; i < texts.Count; i++)
        {
            if (cache?.TryRead(keyPrefix + texts[i], half) == true)
                TensorPrimitives.ConvertToSingle(half, vectors[i]);
            else
                missing.Add(i);
        }
        long done = texts.Count - missing.Count;
        report(done);
        foreach (int[] block in missing.Chunk(TextsAtOnce))
        {
            var encoded = new float[block.Length * encoder.Dimension];
            encoder.Encode(block.Select(text => texts[text].AsMemory()).ToArray(), encoded, Execution, cancellation);
            var rounded = new Half[block.Length][];
            for (int i = 0; i < block.Length; i++)
            {
                var vector = encoded.AsSpan(i * encoder.Dimension, encoder.Dimension);
                float length = TensorPrimitives.Norm<float>(vector);
                if (length > 0)
                    TensorPrimitives.Divide(vector, length, vector);
                rounded[i] = new Half[encoder.Dimension];
                TensorPrimitives.ConvertToHalf(vector, rounded[i]);
                TensorPrimitives.ConvertToSingle(rounded[i], vectors[block[i]]);
            }
            cache?.Append([.. block.Select(text => keyPrefix + texts[text])], rounded);
            report(done += block.Length);
        }
        return vectors;
    }
}
