using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Images;

/// <summary>The head that the training begins with: a linear probe on the vectors of the untrained network. A random one would send its errors through the network first.</summary>
internal static class FirstHead
{
    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public int Label { get; set; }
    }

    /// <param name="vectors">Of the images.</param>
    /// <param name="labels">Of the images, from 0.</param>
    /// <param name="classes">Number of classes.</param>
    /// <returns>[classes, dimension] and [classes].</returns>
    public static (Tensor Weights, Tensor Biases) Train(float[][] vectors, int[] labels, int classes)
    {
        var ml = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, vectors[0].Length);
        var rows = ml.Data.LoadFromEnumerable(vectors.Zip(labels, (vector, label) => new Row { Features = vector, Label = label }), schema);
        var keys = ml.Transforms.Conversion.MapValueToKey(nameof(Row.Label), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(rows);
        var probe = ml.MulticlassClassification.Trainers.LinearProbe().Fit(keys.Transform(rows)).Model;
        VBuffer<float>[] weights = [];
        probe.GetWeights(ref weights, out _);
        return (
            torch.tensor(weights.SelectMany(ofClass => ofClass.DenseValues()).ToArray(), [classes, vectors[0].Length]),
            torch.tensor(probe.GetBiases().ToArray()));
    }
}
