using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Parameters of a classifier that keeps vectors: those of its rows (k nearest neighbors), or the mean vector of each class (nearest centroid).
/// <see cref="NearestNeighborModelCatalog"/> adds classes and examples without training again.
/// </summary>
/// <remarks>
/// The score of a class is its share of the weights exp(cosine / 0.07) of the nearest neighbors, or of all means (Wu et al. 2018, Unsupervised Feature Learning via
/// Non-Parametric Instance Discrimination). Immutable and thread-safe.
/// </remarks>
public sealed class NearestNeighborModelParameters : ICanSaveModel, IPredictorProducing<VBuffer<float>>, IValueMapper
{
    private const float Sharpness = 1 / 0.07f;

    private readonly Example[] examples;
    private readonly VectorDataViewType inputType, outputType;

    internal NearestNeighborModelParameters(IReadOnlyList<string> labels, int dimension, int? neighbors, IEnumerable<Example> examples)
    {
        Labels = labels;
        Neighbors = neighbors;
        this.examples = [.. examples];
        inputType = new VectorDataViewType(NumberDataViewType.Single, dimension);
        outputType = new VectorDataViewType(NumberDataViewType.Single, labels.Count);
    }

    /// <summary>Labels of the classes, in the order of their scores.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Length of the vectors.</summary>
    public int Dimension => inputType.Size;

    /// <summary>Number of nearest examples that determine the scores; null for a model of means.</summary>
    public int? Neighbors { get; }

    /// <summary>Number of vectors in the model.</summary>
    public int Count => examples.Length;

    internal IReadOnlyList<Example> Examples => examples;

    PredictionKind IPredictor.PredictionKind => PredictionKind.MulticlassClassification;

    DataViewType IValueMapper.InputType => inputType;

    DataViewType IValueMapper.OutputType => outputType;

    /// <summary>A model with more examples of a class.</summary>
    internal NearestNeighborModelParameters With(string label, IEnumerable<float[]> vectors)
    {
        string[] labels = Labels.Contains(label) ? [.. Labels] : [.. Labels, label];
        int index = Array.IndexOf(labels, label);
        var more = examples.Concat(vectors.Select(vector => Example.Of(index, vector)));
        return new NearestNeighborModelParameters(labels, Dimension, Neighbors, Neighbors is null ? Example.Merge(more) : more);
    }

    ValueMapper<TIn, TOut> IValueMapper.GetMapper<TIn, TOut>()
    {
        var dense = new float[Dimension];
        var nearest = new (float Similarity, int Class)[Math.Min(Neighbors ?? Count, Count)];
        ValueMapper<VBuffer<float>, VBuffer<float>> map = (in VBuffer<float> vector, ref VBuffer<float> scores) =>
        {
            if (vector.Length != Dimension)
                throw new ArgumentException($"The vector has {vector.Length} values, the model's examples have {Dimension}.", nameof(vector));
            vector.CopyTo(dense);
            ExampleScan.Find(examples, dense, nearest);
            var editor = VBufferEditor.Create(ref scores, outputType.Size);
            Score(nearest, editor.Values);
            scores = editor.Commit();
        };
        return map as ValueMapper<TIn, TOut> ?? throw new NotSupportedException($"The model maps vectors of Single, not {typeof(TIn)} to {typeof(TOut)}.");
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        NearestNeighborModelLoader.Save(ctx, this);
    }

    private static void Score(ReadOnlySpan<(float Similarity, int Class)> nearest, Span<float> scores)
    {
        scores.Clear();
        foreach (var (similarity, index) in nearest)
            scores[index] += MathF.Exp(Sharpness * (similarity - nearest[0].Similarity));
        TensorPrimitives.Divide(scores, TensorPrimitives.Sum<float>(scores), scores);
    }
}
