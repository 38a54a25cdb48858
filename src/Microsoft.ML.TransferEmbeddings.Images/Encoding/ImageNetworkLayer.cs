using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Output of an image model's network, and how it becomes part of the vector. Immutable and thread-safe.</summary>
[Experimental("TEMB002")]
public sealed class ImageNetworkLayer
{
    internal ImageNetworkLayer(string name, ImagePooling pooling, bool hasChannelsLast)
    {
        Name = name;
        Pooling = pooling;
        HasChannelsLast = hasChannelsLast;
    }

    /// <summary>Name of the output in the graph.</summary>
    public string Name { get; }

    /// <summary>Pooling over the places or tokens; <see cref="ImagePooling.Flatten"/> if there is only one.</summary>
    public ImagePooling Pooling { get; }

    /// <summary>Whether the last axis has the values of a place, as (batch, tokens, dimension) and (batch, height, width, channels) have; else the second one has.</summary>
    public bool HasChannelsLast { get; }
}
