using System.Buffers;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>An image to encode: the path of a file, the content of a file, or pixels. It is read when it is encoded. Immutable; it disposes of nothing.</summary>
public readonly struct ImageInput : IMediaInput<ImageInput>
{
    private readonly Kind kind;
    private readonly ReadOnlyMemory<char> path;
    private readonly ReadOnlyMemory<byte> encoded;
    private readonly VBuffer<byte> buffer;
    private readonly MLImage? image;

    private ImageInput(Kind kind, ReadOnlyMemory<char> path = default, ReadOnlyMemory<byte> encoded = default, VBuffer<byte> buffer = default, MLImage? image = null)
    {
        this.kind = kind;
        this.path = path;
        this.encoded = encoded;
        this.buffer = buffer;
        this.image = image;
    }

    private enum Kind
    {
        Nothing,
        Path,
        Encoded,
        Buffer,
        Image,
    }

    static string IMediaInput<ImageInput>.MediaType => "image";

    /// <summary>Name of the image in messages.</summary>
    internal string Name => kind switch
    {
        Kind.Path => $"'{path}'",
        Kind.Encoded => $"of {encoded.Length:N0} bytes",
        Kind.Buffer => $"of {buffer.Length:N0} bytes",
        Kind.Image => MLImageReader.NameOf(image),
        _ => "that is missing",
    };

    /// <summary>Makes an input of an image file, which is opened when it is encoded.</summary>
    /// <param name="path">Path of the file. Its format is recognized by its content: JPEG, PNG, GIF, WebP, BMP, TIFF, ICO or WBMP.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    public static ImageInput FromFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FromPath(path.AsMemory());
    }

    /// <summary>Makes an input of the content of an image file.</summary>
    /// <param name="encoded">The bytes. They are not copied and must not change until the image is encoded.</param>
    public static ImageInput FromBytes(ReadOnlyMemory<byte> encoded) => new(Kind.Encoded, encoded: encoded);

    /// <summary>Makes an input of pixels, with the limits of <see cref="ImagePreprocessing.Prepare(MLImage)"/>.</summary>
    /// <param name="image">The image, which stays the caller's; null for a missing one.</param>
    public static ImageInput FromImage(MLImage? image) => new(Kind.Image, image: image);

    internal static ImageInput FromPath(ReadOnlyMemory<char> path) => new(Kind.Path, path);

    internal static ImageInput FromBuffer(VBuffer<byte> encoded) => new(Kind.Buffer, buffer: encoded);

    /// <summary>Decoded and fitted for a network; the receiver disposes of the pixels.</summary>
    internal ImageReading Read(ImagePreprocessing preprocessing) => kind switch
    {
        Kind.Path => preprocessing.Read(path.ToString()),
        Kind.Encoded => preprocessing.Read(encoded),
        Kind.Buffer => ReadBuffer(preprocessing),
        _ => preprocessing.Read(image),
    };

    /// <summary>SHA-256 of the content; a file is read.</summary>
    /// <returns>False where there is none.</returns>
    internal bool TryHash(Span<byte> destination)
    {
        switch (kind)
        {
            case Kind.Path when !path.IsEmpty:
                return ImageHash.TryOfFile(path.ToString(), destination);
            case Kind.Encoded when !encoded.IsEmpty:
                ImageHash.OfBytes(encoded.Span, destination);
                return true;
            case Kind.Buffer when buffer.IsDense && buffer.Length > 0:
                ImageHash.OfBytes(buffer.GetValues(), destination);
                return true;
            case Kind.Image:
                return ImageHash.TryOfPixels(image, destination);
            default:
                return false;
        }
    }

    private ImageReading ReadBuffer(ImagePreprocessing preprocessing)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(buffer.Length);
        try
        {
            buffer.CopyTo(copy);
            return preprocessing.Read(copy.AsMemory(0, buffer.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
