using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Search;

/// <summary>Vectors that lie together as embeddings do: each near one of some centers. The same in every run.</summary>
internal sealed class ClusteredVectors
{
    private const int Centers = 2000, Seed = 1;
    private const float Noise = 0.9f;

    /// <param name="count">Vectors.</param>
    /// <param name="queryCount">Queries of the same kind.</param>
    /// <param name="dimension">Of all.</param>
    public ClusteredVectors(int count, int queryCount, int dimension)
    {
        var centers = Enumerable.Range(0, Centers).Select(center => Random(new Random(Seed + center), dimension)).ToArray();
        Vectors = new float[count][];
        Parallel.For(0, count, i => Vectors[i] = Near(centers, i, dimension));
        Queries = [.. Enumerable.Range(0, queryCount).Select(i => Near(centers, count + i, dimension))];
    }

    public float[][] Vectors { get; }

    public float[][] Queries { get; }

    private static float[] Near(float[][] centers, int number, int dimension)
    {
        var random = new Random(Seed + Centers + number);
        float[] center = centers[random.Next(centers.Length)], vector = Random(random, dimension);
        for (int i = 0; i < vector.Length; i++)
            vector[i] = center[i] + (Noise * vector[i]);
        return UnitLength.Normalized(vector);
    }

    private static float[] Random(Random random, int dimension)
    {
        var vector = new float[dimension];
        for (int i = 0; i < vector.Length; i++)
            vector[i] = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        return UnitLength.Normalized(vector);
    }
}
