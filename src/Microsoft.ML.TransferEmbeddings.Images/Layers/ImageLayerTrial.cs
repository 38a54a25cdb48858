namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A set of layers of a vision network, with the error of a linear classifier on them. Immutable.</summary>
public sealed class ImageLayerTrial
{
    internal ImageLayerTrial(IReadOnlyList<string> layers, double error)
    {
        Layers = layers;
        Error = error;
    }

    /// <summary>Names of the layers, in the order of the candidates.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>
    /// Mean squared error of a linear classifier on rows that it was not trained on, summed over the classes' targets of 0 and 1. A classifier that learned nothing
    /// has (classes - 1) / classes where all classes are equally frequent.
    /// </summary>
    public double Error { get; }
}
