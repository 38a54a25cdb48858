using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Parameters of a classifier that keeps vectors: those of its rows (k nearest neighbors), or the mean vector of each class (nearest centroid).
/// <see cref="NearestNeighborModelCatalog"/> adds classes and examples without training again.
/// </summary>
/// <remarks>
/// The score of a class is its share of the weights exp(cosine / 0.07) of the nearest neighbors, or of all means (Wu et al. 2018, Unsupervised Feature Learning via
/// Non-Parametric Instance Discrimination). A vector without a direction, of zeros or with a value that is not finite, has no nearest neighbor: all its scores are
/// NaN and its label is missing (key 0), as ML.NET's own models answer a vector of NaN. A vector of another length is an error. Immutable and thread-safe.
/// </remarks>
public sealed class NearestNeighborModelParameters : ICanSaveModel, IPredictorProducing<VBuffer<float>>, IValueMapper
{
    private const float Sharpness = 1 / 0.07f;

    private readonly VectorDataViewType inputType, outputType;

    internal NearestNeighborModelParameters(IReadOnlyList<string> labels, int? neighbors, Examples examples)
    {
        Labels = labels;
        Neighbors = neighbors;
        Examples = examples;
        inputType = new VectorDataViewType(NumberDataViewType.Single, examples.Dimension);
        outputType = new VectorDataViewType(NumberDataViewType.Single, labels.Count);
    }

    /// <summary>Labels of the classes, in the order of their scores.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Length of the vectors.</summary>
    public int Dimension => inputType.Size;

    /// <summary>Number of nearest examples that determine the scores; null for a model of means.</summary>
    public int? Neighbors { get; }

    /// <summary>Number of vectors in the model.</summary>
    public int Count => Examples.Count;

    internal Examples Examples { get; }

    PredictionKind IPredictor.PredictionKind => PredictionKind.MulticlassClassification;

    DataViewType IValueMapper.InputType => inputType;

    DataViewType IValueMapper.OutputType => outputType;

    /// <summary>A model with more examples of a class.</summary>
    internal NearestNeighborModelParameters With(string label, IEnumerable<float[]> vectors)
    {
        string[] labels = Labels.Contains(label) ? [.. Labels] : [.. Labels, label];
        int index = Array.IndexOf(labels, label);
        var more = Examples.With([.. vectors.Select(vector => (index, vector))]);
        return new NearestNeighborModelParameters(labels, Neighbors, Neighbors is null ? more.Merged() : more);
    }

    ValueMapper<TIn, TOut> IValueMapper.GetMapper<TIn, TOut>()
    {
        var unit = new float[Dimension];
        RowMatch[] all = Neighbors is null ? new RowMatch[Count] : [];
        ValueMapper<VBuffer<float>, VBuffer<float>> map = (in VBuffer<float> vector, ref VBuffer<float> scores) =>
        {
            if (vector.Length != Dimension)
            {
                throw new ArgumentException(
                    $"The row's vector has {vector.Length} values, the model's examples have {Dimension}. Filter rows without a vector, and use one encoder for all.",
                    nameof(vector));
            }
            vector.CopyTo(unit);
            UnitLength.Normalize(unit, unit);
            var editor = VBufferEditor.Create(ref scores, outputType.Size);
            Score(Neighbors is { } neighbors ? Examples.Nearest(unit, neighbors) : Examples.All(unit, all), editor.Values);
            scores = editor.Commit();
        };
        return map as ValueMapper<TIn, TOut> ?? throw new NotSupportedException($"The model maps vectors of Single, not {typeof(TIn)} to {typeof(TOut)}.");
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        NearestNeighborModelLoader.Save(ctx, this);
    }

    private void Score(ReadOnlySpan<RowMatch> asked, Span<float> scores)
    {
        if (asked.IsEmpty)
        {
            scores.Fill(float.NaN);
            return;
        }
        scores.Clear();
        float most = float.NegativeInfinity;
        foreach (var (_, cosine) in asked)
            most = MathF.Max(most, cosine);
        foreach (var (example, cosine) in asked)
            scores[Examples.Classes[example]] += MathF.Exp(Sharpness * (cosine - most));
        TensorPrimitives.Divide(scores, TensorPrimitives.Sum<float>(scores), scores);
    }
}
