namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Order of an image's values in a tensor.</summary>
public enum ImageLayout
{
    /// <summary>Channel, row, column: PyTorch's order.</summary>
    ChannelsFirst,

    /// <summary>Row, column, channel: TensorFlow's order.</summary>
    ChannelsLast,
}
