using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Text;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>
/// A teacher's vectors, of length 1 and rounded to half precision: so they are the same whether they come from the teacher or from the cache.
/// </summary>
internal sealed class TeacherVectors : IDisposable
{
    /// <summary>A window of the encoder, and what an interrupted run loses.</summary>
    private const int TextsAtOnce = 4096;

    /// <summary>Tells pieces from texts in the cache.</summary>
    private const string PieceMark = "\u0001piece ";

    private static readonly EmbeddingExecutionOptions Execution = new() { MaxLookAheadRows = TextsAtOnce };

    private readonly EmbeddingEncoder<ReadOnlyMemory<char>> encoder;
    private readonly TeacherVectorCache? cache;

    public TeacherVectors(TextEncoderDefinition teacher, TeacherVectorCache? cache)
    {
        encoder = teacher.Open(EncoderContext.Cpu);
        this.cache = cache;
    }

    public void Dispose() => encoder.Dispose();

    /// <summary>A row per text.</summary>
    public VectorBlocks OfTexts(IReadOnlyList<string> texts, Action<long> report, CancellationToken cancellation) =>
        Encode(texts, (block, vectors) => encoder.Encode(block.Select(i => texts[i].AsMemory()).ToArray(), vectors, Execution, cancellation), report);

    /// <summary>A row per piece, alone between the special tokens.</summary>
    public VectorBlocks OfPieces(IReadOnlyList<int> pieces, Action<long> report, CancellationToken cancellation)
    {
        var ids = (ITokenIdEncoder)encoder;
        string[] keys = [.. pieces.Select(piece => PieceMark + piece.ToString(CultureInfo.InvariantCulture))];
        return Encode(keys, (block, vectors) => ids.EncodeIds(block.Select(i => new[] { pieces[i] }).ToArray(), vectors, Execution, cancellation), report);
    }

    /// <param name="keys">The names of the inputs in the cache.</param>
    /// <param name="encode">Computes the vectors of inputs, given by their places.</param>
    /// <param name="report">Told of inputs done.</param>
    private VectorBlocks Encode(IReadOnlyList<string> keys, Action<int[], Memory<float>> encode, Action<long> report)
    {
        var vectors = new VectorBlocks(keys.Count, encoder.Dimension);
        var half = new Half[encoder.Dimension];
        var missing = new List<int>();
        for (int i = 0; i < keys.Count; i++)
        {
            if (cache?.TryRead(keys[i], half) == true)
                TensorPrimitives.ConvertToSingle(half, vectors[i]);
            else
                missing.Add(i);
        }
        long done = keys.Count - missing.Count;
        report(done);
        foreach (int[] block in missing.Chunk(TextsAtOnce))
        {
            var encoded = new float[block.Length * encoder.Dimension];
            encode(block, encoded);
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
            cache?.Append([.. block.Select(i => keys[i])], rounded);
            report(done += block.Length);
        }
        return vectors;
    }
}
