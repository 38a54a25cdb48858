using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Images;

/// <summary>Reduces a layer to vectors, with gradients; the same as the package for images does without.</summary>
internal static class LayerPooling
{
    private const double SmallestValue = 1e-6;

    /// <param name="values">Of a batch of images.</param>
    /// <param name="layer">How it is pooled.</param>
    /// <returns>[images, dimension].</returns>
    public static Tensor Pool(Tensor values, ImageNetworkLayer layer)
    {
        if (layer.Pooling == ImagePooling.Flatten)
            return values.flatten(1);
        // [images, places, channels].
        var places = layer.HasChannelsLast ? values.flatten(1, -2) : values.flatten(2).transpose(1, 2);
        return layer.Pooling == ImagePooling.Cls ? places.select(1, 0)
            : layer.Pooling == ImagePooling.Max ? places.amax([1])
            : layer.Pooling.Power is { } power ? places.clamp(Scalars.Of(SmallestValue)).pow(Scalars.Of(power)).mean([1]).pow(Scalars.Of(1 / power))
            : places.mean([1]);
    }
}
