using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Fusion;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Parameters of a classifier that has a linear head for each block of a fused vector. A row's scores are the mean of the probabilities that the heads of its blocks give;
/// a row without any block has the shares of the classes in training.</summary>
/// <remarks>A vector with a value that is not finite has NaN for all scores, as with ML.NET's own models; one of another length is an error. Immutable and thread-safe.</remarks>
/// <seealso cref="MulticlassLateFusionCatalog"/>
public sealed class LateFusionModelParameters : ICanSaveModel, IPredictorProducing<VBuffer<float>>, IValueMapper
{
    private readonly VectorDataViewType inputType, outputType;

    /// <param name="layout">Of the fused vectors.</param>
    /// <param name="heads">One for each block; null for one that no row had.</param>
    /// <param name="shares">Of the classes among the training rows.</param>
    internal LateFusionModelParameters(FusedLayout layout, IReadOnlyList<LinearModel?> heads, float[] shares)
    {
        Layout = layout;
        Heads = heads;
        Shares = shares;
        inputType = new VectorDataViewType(NumberDataViewType.Single, layout.Missing.Length);
        outputType = new VectorDataViewType(NumberDataViewType.Single, shares.Length);
    }

    /// <summary>Number of blocks of the fused vectors, each with a head of its own.</summary>
    public int BlockCount => Heads.Count;

    /// <summary>Number of classes.</summary>
    public int ClassCount => Shares.Length;

    internal FusedLayout Layout { get; }

    internal IReadOnlyList<LinearModel?> Heads { get; }

    internal float[] Shares { get; }

    PredictionKind IPredictor.PredictionKind => PredictionKind.MulticlassClassification;

    DataViewType IValueMapper.InputType => inputType;

    DataViewType IValueMapper.OutputType => outputType;

    ValueMapper<TIn, TOut> IValueMapper.GetMapper<TIn, TOut>()
    {
        var fused = new float[inputType.Size];
        var probabilities = new double[ClassCount];
        ValueMapper<VBuffer<float>, VBuffer<float>> map = (in VBuffer<float> vector, ref VBuffer<float> scores) =>
        {
            if (vector.Length != fused.Length)
                throw new ArgumentException($"The row's vector has {vector.Length} values, and the model takes {fused.Length}. Use the fusion that it was trained on.", nameof(vector));
            vector.CopyTo(fused);
            var editor = VBufferEditor.Create(ref scores, ClassCount);
            if (TensorPrimitives.IsFiniteAll<float>(fused))
                Score(fused, probabilities, editor.Values);
            else
                editor.Values.Fill(float.NaN);
            scores = editor.Commit();
        };
        return map as ValueMapper<TIn, TOut> ?? throw new NotSupportedException($"The model maps vectors of Single, not {typeof(TIn)} to {typeof(TOut)}.");
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        LateFusionModelLoader.Save(ctx, this);
    }

    private void Score(float[] fused, double[] probabilities, Span<float> scores)
    {
        scores.Clear();
        int heads = 0;
        for (int block = 0; block < Heads.Count; block++)
        {
            if (Heads[block] is not { } head || Layout.IsMissing(fused, block))
                continue;
            head.Probabilities(Array.ConvertAll(fused[Layout.SlotsOf(block)], value => (double)value), probabilities);
            for (int c = 0; c < scores.Length; c++)
                scores[c] += (float)probabilities[c];
            heads++;
        }
        if (heads == 0)
            Shares.CopyTo(scores);
        else
            TensorPrimitives.Divide(scores, heads, scores);
    }
}
