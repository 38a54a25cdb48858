using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.FewLabels.Examples;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A classifier that keeps examples: the vectors of its rows (k nearest neighbors), or the mean vector of each class (nearest centroid). Classes and examples are
/// added without training anew: <see cref="ExampleModelCatalog"/>.
/// </summary>
/// <remarks>
/// A class's score is its share of the weights exp(cosine / 0.07) of the neighbors that are asked (Wu et al. 2018, Unsupervised Feature Learning via
/// Non-Parametric Instance Discrimination); of means all are asked. Immutable and thread-safe.
/// </remarks>
public sealed class ExampleModelParameters : ExamplePredictor
{
    private const float Sharpness = 1 / 0.07f;

    private readonly Example[] examples;

    internal ExampleModelParameters(IReadOnlyList<string> labels, int dimension, int? neighbors, IEnumerable<Example> examples)
        : base(dimension, labels.Count)
    {
        Labels = labels;
        Neighbors = neighbors;
        this.examples = [.. examples];
    }

    /// <summary>The classes' labels, in the order of their scores.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How many of the nearest examples are asked; null where the classes' means are.</summary>
    public int? Neighbors { get; }

    /// <summary>How many vectors are kept.</summary>
    public int Count => examples.Length;

    internal IReadOnlyList<Example> Examples => examples;

    /// <summary>A model with more examples of a class.</summary>
    internal ExampleModelParameters With(string label, IEnumerable<float[]> vectors)
    {
        string[] labels = Labels.Contains(label) ? [.. Labels] : [.. Labels, label];
        int index = Array.IndexOf(labels, label);
        var more = examples.Concat(vectors.Select(vector => Example.Of(index, vector)));
        return new ExampleModelParameters(labels, Dimension, Neighbors, Neighbors is null ? Example.Merge(more) : more);
    }

    internal override void Score(ReadOnlySpan<float> vector, Span<float> scores, Span<(float Similarity, int Class)> nearest)
    {
        float length = TensorPrimitives.Norm(vector);
        int count = 0;
        foreach (var example in examples)
        {
            float similarity = length > 0 ? TensorPrimitives.Dot<float>(vector, example.Direction) / length : 0;
            if (count == nearest.Length && similarity <= nearest[^1].Similarity)
                continue;
            int place = count < nearest.Length ? count++ : count - 1;
            for (; place > 0 && nearest[place - 1].Similarity < similarity; place--)
                nearest[place] = nearest[place - 1];
            nearest[place] = (similarity, example.Class);
        }
        scores.Clear();
        foreach (var (similarity, index) in nearest[..count])
            scores[index] += MathF.Exp(Sharpness * (similarity - nearest[0].Similarity));
        TensorPrimitives.Divide(scores, TensorPrimitives.Sum<float>(scores), scores);
    }

    internal override int Asked => Math.Min(Neighbors ?? Count, Count);

    private protected override void Save(ModelSaveContext context) => ExampleModelLoader.Save(context, this);
}
