using System.Drawing;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Preparation of an image for a network, with the same values as Hugging Face's image processors, timm and torchvision give with Pillow. In this order: first
/// frame, EXIF orientation, RGB, resize, center crop, levels times a factor, minus the mean, divided by the standard deviation.
/// </summary>
/// <remarks>
/// <para>A file's levels are used as they are stored, without color profile or gamma. Gray is repeated for the three channels, palettes are looked up, CMYK becomes
/// RGB by multiplication, and of 16 bits the upper 8 are kept (as Pillow does for colors; its clipping of 16-bit gray to 255, which makes nearly every such picture
/// white, is not followed). Transparent pixels keep their own colors, unless there is a <see cref="Background"/>.</para>
/// <para>Immutable and thread-safe; <c>with</c> makes a changed copy.</para>
/// </remarks>
public sealed partial record ImagePreprocessing
{
    /// <summary>Size to which the image is resized; null, the default, for no resizing.</summary>
    public ImageResize? Resize { get; init; }

    /// <summary>Part that is cut out of the resized image; null, the default, for all of it.</summary>
    public CenterCrop? Crop { get; init; }

    /// <summary>Factor by which levels (0 to 255) are multiplied; default 1/255. Finite and not 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0, infinite or NaN.</exception>
    public double RescaleFactor
    {
        get;
        init => field = IsDivisor(value) ? value : throw new ArgumentOutOfRangeException(nameof(RescaleFactor), value, "The factor must be a finite number other than 0.");
    }
    = 1 / 255.0;

    /// <summary>Mean that is subtracted from each channel's rescaled levels, in the order of the tensor's channels; default zeros. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is infinite or NaN.</exception>
    public (float, float, float) Mean
    {
        get;
        init => field = float.IsFinite(value.Item1) && float.IsFinite(value.Item2) && float.IsFinite(value.Item3)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Mean), value, "The means must be finite numbers.");
    }

    /// <summary>Standard deviation by which each channel is then divided, in the order of the tensor's channels; default ones. Finite and not 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is 0, infinite or NaN.</exception>
    public (float, float, float) StandardDeviation
    {
        get;
        init => field = IsDivisor(value.Item1) && IsDivisor(value.Item2) && IsDivisor(value.Item3)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(StandardDeviation), value, "The standard deviations must be finite numbers other than 0.");
    }
    = (1, 1, 1);

    /// <summary>Whether the tensor's first channel is blue and its last red; default false, for red first.</summary>
    public bool BlueFirst { get; init; }

    /// <summary>Order of the tensor's values; default <see cref="ImageLayout.ChannelsFirst"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ImageLayout Layout
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Layout), value, "The layout must be ChannelsFirst or ChannelsLast.");
    }

    /// <summary>Whether an image is turned upright by its EXIF orientation; default true. torchvision's ImageFolder does not turn images.</summary>
    public bool ApplyOrientation { get; init; } = true;

    /// <summary>Color that shows through where an image is transparent; null, the default, for the image's own colors, as with Pillow's <c>convert("RGB")</c>.</summary>
    public Color? Background { get; init; }

    /// <summary>Maximum number of pixels of an image; default 100,000,000, which take 400 MB; range 1 to 500,000,000. A larger image is refused before it is decoded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 500 million.</exception>
    public long MaxPixels
    {
        get;
        init => field = value is >= 1 and <= 500_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxPixels), value, "MaxPixels must be between 1 and 500,000,000.");
    }
    = 100_000_000;

    /// <summary>Height and width of every prepared image, in pixels; null if they depend on the image's own.</summary>
    public (int Height, int Width)? OutputSize =>
        Crop is not null ? (Crop.Height, Crop.Width) : Resize is { Height: { } height, Width: { } width } ? (height, width) : null;

    /// <summary>Prepares an image file as for the network.</summary>
    /// <param name="path">Path of the file. Its format is recognized by its content: JPEG, PNG, GIF, WebP, BMP, TIFF, ICO or WBMP.</param>
    /// <returns>3 x height x width values (<see cref="OutputSize"/>) in the order of <see cref="Layout"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    public float[] Prepare(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Tensor(Read(path), $"'{path}'");
    }

    /// <summary>Prepares an encoded image as for the network.</summary>
    /// <param name="encoded">The content of an image file.</param>
    /// <returns>3 x height x width values (<see cref="OutputSize"/>) in the order of <see cref="Layout"/>.</returns>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    public float[] Prepare(ReadOnlyMemory<byte> encoded) => Tensor(Read(encoded), $"of {encoded.Length:N0} bytes");

    /// <summary>
    /// Prepares an ML.NET image as for the network. ML.NET has decoded such an image without its EXIF orientation and with colors multiplied by alpha, as if it lay
    /// over black. A path or the encoded bytes have neither limit.
    /// </summary>
    /// <param name="image">The image; it stays the caller's.</param>
    /// <returns>3 x height x width values (<see cref="OutputSize"/>) in the order of <see cref="Layout"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="image"/> is null.</exception>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    public float[] Prepare(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Tensor(Read(image), MLImageReader.NameOf(image));
    }

    /// <summary>Returns the preparation in one line, for reading.</summary>
    public override string ToString() =>
        $"{Resize?.ToString() ?? "size kept"}, {(Crop is null ? "no crop" : $"center crop {Crop}")}, {(BlueFirst ? "BGR" : "RGB")} x {RescaleFactor:G6}, mean {Show(Mean)}, standard deviation {Show(StandardDeviation)}";

    /// <summary>Decoded, upright, resized and cropped; the receiver disposes of the pixels.</summary>
    internal ImageReading Read(string? path) => Fit(ImageDecoder.DecodeFile(path, MaxPixels, ApplyOrientation));

    internal ImageReading Read(ReadOnlyMemory<byte> encoded) => Fit(ImageDecoder.Decode(encoded, MaxPixels, ApplyOrientation));

    internal ImageReading Read(MLImage? image) => Fit(MLImageReader.Read(image, MaxPixels));

    /// <summary>From fitted pixels to what the network takes.</summary>
    internal TensorWriter Writer => new((float)RescaleFactor, Mean, StandardDeviation, BlueFirst);

    private ImageReading Fit(ImageReading decoded)
    {
        if (decoded.Pixels is not { } pixels)
            return decoded;
        using (pixels)
        {
            if (Background is { } color)
                Backdrop.Apply(pixels, decoded.Alpha, color);
            var geometry = ImageGeometry.Create(pixels.Width, pixels.Height, Resize, Crop);
            return geometry.Check(pixels.Width, pixels.Height, MaxPixels) ?? ImageReading.Good(ImageResampler.Fit(pixels, Resize?.Filter, geometry), AlphaKind.Opaque);
        }
    }

    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    internal float[] Tensor(ImageReading reading, string name)
    {
        using var pixels = reading.PixelsOf(name);
        var tensor = new float[TensorWriter.Channels * pixels.Width * pixels.Height];
        Writer.Write(pixels.Pixels, Layout, tensor);
        return tensor;
    }

    /// <summary>A tuple's own text is in the user's culture.</summary>
    private static string Show((float First, float Second, float Third) channels) => $"({channels.First}, {channels.Second}, {channels.Third})";

    private static bool IsDivisor(double value) => double.IsFinite(value) && value != 0;
}
