using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>The input of a vision graph: its name, type and order, and the size where the graph states one.</summary>
internal sealed record OnnxImageInput(string Name, TensorElementType ElementType, ImageLayout Layout, int? Height, int? Width)
{
    private const int Channels = 3;

    /// <param name="session">Of the graph.</param>
    /// <param name="layout">Null for what the shape says; channels first where it says nothing.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="NotSupportedException">The graph does not take one image of three channels.</exception>
    public static OnnxImageInput Find(InferenceSession session, ImageLayout? layout, string fileName)
    {
        if (session.InputMetadata.Count != 1)
            throw new NotSupportedException($"The graph '{fileName}' has {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputMetadata.Keys)}); one, of images, was expected. Export the vision part alone.");
        var (name, input) = session.InputMetadata.First();
        int[] shape = input.Dimensions;
        string shown = $"[{string.Join(", ", shape.Select(size => size < 0 ? "?" : $"{size}"))}]";
        if (input.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16 or TensorElementType.UInt8))
            throw new NotSupportedException($"The graph '{fileName}' wants '{name}' as {input.ElementDataType}; Float, Float16 and UInt8 are known. Export it again.");
        if (shape.Length != 4)
            throw new NotSupportedException($"The graph '{fileName}' wants '{name}' in the shape {shown}; (batch, channels, height, width) or (batch, height, width, channels) was expected. Is it a vision network?");
        if (shape[0] > 1)
            throw new NotSupportedException($"The graph '{fileName}' wants {shape[0]} images a run ('{name}' has the shape {shown}). Export it with a free batch, or with 1.");
        layout ??= shape[1] != Channels && shape[3] == Channels ? ImageLayout.ChannelsLast : ImageLayout.ChannelsFirst;
        var (channels, height, width) = layout == ImageLayout.ChannelsFirst ? (shape[1], shape[2], shape[3]) : (shape[3], shape[1], shape[2]);
        if (channels is > 0 and not Channels)
            throw new NotSupportedException($"The graph '{fileName}' wants {channels} channels ('{name}' has the shape {shown}, taken as {layout}); 3 were expected. Set Layout if the order is another.");
        return new OnnxImageInput(name, input.ElementDataType, layout.Value, height > 0 ? height : null, width > 0 ? width : null);
    }

    public long[] Shape(int height, int width) => Layout == ImageLayout.ChannelsFirst ? [1, Channels, height, width] : [1, height, width, Channels];
}
