namespace Microsoft.ML.TransferEmbeddings;

/// <summary>An input that can be the content of a file, such as an image or a sound. Programs that receive files with their media type can then use a model of any such kind.</summary>
/// <typeparam name="TSelf">Type of the inputs, which implements the interface.</typeparam>
public interface IMediaInput<TSelf>
    where TSelf : IMediaInput<TSelf>
{
    /// <summary>The first part of the media types that it can be, such as "image" of "image/png".</summary>
    static abstract string MediaType { get; }

    /// <summary>Makes an input of the content of a file.</summary>
    /// <param name="encoded">The bytes. They are not copied and must not change until the input is encoded.</param>
    static abstract TSelf FromBytes(ReadOnlyMemory<byte> encoded);
}
