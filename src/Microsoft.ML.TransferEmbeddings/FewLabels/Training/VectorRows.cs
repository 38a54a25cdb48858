using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>Vectors in memory, a row after the other, each with its class and its weight.</summary>
internal sealed class VectorRows(int dimension)
{
    /// <summary>The class of a row whose label is missing.</summary>
    public const int Unlabeled = -1;

    private readonly List<double[]> vectors = [];
    private readonly List<int> classes = [];
    private readonly List<double> weights = [];

    public int Dimension { get; } = dimension;

    public int Count => vectors.Count;

    public ReadOnlySpan<double> this[int row] => vectors[row];

    public int ClassOf(int row) => classes[row];

    public double WeightOf(int row) => weights[row];

    /// <param name="vector">Kept as it is: the caller gives it away.</param>
    /// <param name="classIndex">From 0, or <see cref="Unlabeled"/>.</param>
    /// <param name="weight">What the row counts: as many rows of weight 1. Above 0.</param>
    public void Add(double[] vector, int classIndex = Unlabeled, double weight = 1)
    {
        vectors.Add(vector);
        classes.Add(classIndex);
        weights.Add(weight);
    }

    public void AddRange(VectorRows others)
    {
        vectors.AddRange(others.vectors);
        classes.AddRange(others.classes);
        weights.AddRange(others.weights);
    }

    /// <summary>The vectors of some rows, one after another.</summary>
    public double[] Gather(ReadOnlySpan<int> chosen)
    {
        var gathered = new double[chosen.Length * Dimension];
        for (int i = 0; i < chosen.Length; i++)
            vectors[chosen[i]].CopyTo(gathered, i * Dimension);
        return gathered;
    }

    /// <summary>The rows that a condition on their number chooses; they share their vectors with these.</summary>
    public VectorRows Where(Func<int, bool> condition)
    {
        var chosen = new VectorRows(Dimension);
        for (int row = 0; row < Count; row++)
        {
            if (condition(row))
                chosen.Add(vectors[row], classes[row], weights[row]);
        }
        return chosen;
    }

    /// <summary>Every vector replaced by another of the same length.</summary>
    public VectorRows Select(Func<double[], double[]> map)
    {
        var mapped = new VectorRows(Dimension);
        for (int row = 0; row < Count; row++)
            mapped.Add(map(vectors[row]), classes[row], weights[row]);
        return mapped;
    }

    /// <summary>The same vectors with weights that depend on the class.</summary>
    public VectorRows Weighted(Func<int, double> factorOfClass)
    {
        var weighted = new VectorRows(Dimension);
        for (int row = 0; row < Count; row++)
            weighted.Add(vectors[row], classes[row], weights[row] * factorOfClass(classes[row]));
        return weighted;
    }

    /// <summary>The sum of the weights.</summary>
    public double TotalWeight => weights.Sum();

    /// <summary>The weighted mean; zeros of no row.</summary>
    public double[] Mean()
    {
        var mean = new double[Dimension];
        if (Count == 0)
            return mean;
        foreach (var (vector, weight) in vectors.Zip(weights))
            TensorPrimitives.MultiplyAdd(vector, weight, mean, mean);
        TensorPrimitives.Divide(mean, TotalWeight, mean);
        return mean;
    }
}
