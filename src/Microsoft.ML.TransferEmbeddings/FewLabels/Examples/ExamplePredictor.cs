using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What ML.NET asks of a model of several classes; <see cref="ExampleModelParameters"/> is the one.</summary>
public abstract class ExamplePredictor : ICanSaveModel, IPredictorProducing<VBuffer<float>>, IValueMapper
{
    private readonly VectorDataViewType inputType, outputType;

    private protected ExamplePredictor(int dimension, int classes)
    {
        inputType = new VectorDataViewType(NumberDataViewType.Single, dimension);
        outputType = new VectorDataViewType(NumberDataViewType.Single, classes);
    }

    /// <summary>Length of the vectors.</summary>
    public int Dimension => inputType.Size;

    PredictionKind IPredictor.PredictionKind => PredictionKind.MulticlassClassification;

    DataViewType IValueMapper.InputType => inputType;

    DataViewType IValueMapper.OutputType => outputType;

    /// <summary>How many examples an answer is from.</summary>
    internal abstract int Asked { get; }

    /// <param name="vector">Of the model's dimension.</param>
    /// <param name="scores">One a class; they are written.</param>
    /// <param name="nearest">Room for as many as are asked.</param>
    internal abstract void Score(ReadOnlySpan<float> vector, Span<float> scores, Span<(float Similarity, int Class)> nearest);

    ValueMapper<TIn, TOut> IValueMapper.GetMapper<TIn, TOut>()
    {
        var dense = new float[Dimension];
        var nearest = new (float, int)[Asked];
        ValueMapper<VBuffer<float>, VBuffer<float>> map = (in VBuffer<float> vector, ref VBuffer<float> scores) =>
        {
            if (vector.Length != Dimension)
                throw new ArgumentException($"The vector has {vector.Length} values, the model's examples have {Dimension}.", nameof(vector));
            vector.CopyTo(dense);
            var editor = VBufferEditor.Create(ref scores, outputType.Size);
            Score(dense, editor.Values, nearest);
            scores = editor.Commit();
        };
        return map as ValueMapper<TIn, TOut> ?? throw new NotSupportedException($"The model maps vectors of Single, not {typeof(TIn)} to {typeof(TOut)}.");
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        Save(ctx);
    }

    private protected abstract void Save(ModelSaveContext context);
}
