using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;

/// <summary>A row's vector, or the sum of the vectors of several rows, each of length 1.</summary>
internal sealed class Example
{
    public Example(int classIndex, int rows, float[] sum)
    {
        Class = classIndex;
        Rows = rows;
        Sum = sum;
        Direction = UnitLength.Normalized(sum);
    }

    public int Class { get; }

    public int Rows { get; }

    public float[] Sum { get; }

    /// <summary>The sum at length 1; a sum of zeros as it is.</summary>
    public float[] Direction { get; }

    public static Example Of(int classIndex, float[] vector) => new(classIndex, 1, UnitLength.Normalized(vector));

    /// <summary>One example per class, in the order of the classes' first examples.</summary>
    public static IEnumerable<Example> Merge(IEnumerable<Example> examples) => examples.GroupBy(example => example.Class).Select(group =>
    {
        var sum = new float[group.First().Sum.Length];
        foreach (var example in group)
            TensorPrimitives.Add(sum, example.Sum, sum);
        return new Example(group.Key, group.Sum(example => example.Rows), sum);
    });
}
