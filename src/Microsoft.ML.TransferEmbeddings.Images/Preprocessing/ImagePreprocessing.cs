using System.Drawing;
using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// What becomes of an image before it reaches a network, value by value as with Pillow below Hugging Face's image processors, timm and torchvision: first
/// frame, EXIF orientation, RGB, resize, center crop, levels times a factor, mean and standard deviation.
/// </summary>
/// <remarks>
/// <para>A file's levels are taken as they are stored: no color profile, no gamma; grey is repeated, palettes are looked up, CMYK becomes RGB by
/// multiplication, of 16 bits the upper 8 are kept (Pillow does so with colors; its clipping of 16-bit grey to 255, which makes nearly every such picture
/// white, is not followed). Colors below transparent pixels count, unless there is a <see cref="Background"/>.</para>
/// <para>Immutable and thread-safe; <c>with</c> makes a changed copy.</para>
/// </remarks>
public sealed partial record ImagePreprocessing
{
    /// <summary>To what size the image is resized; null for not at all.</summary>
    public ImageResize? Resize { get; init; }

    /// <summary>What is cut out of the resized image; null for all of it.</summary>
    public CenterCrop? Crop { get; init; }

    /// <summary>What levels (0 to 255) are multiplied by; 1/255 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0, infinite or no number.</exception>
    public double RescaleFactor
    {
        get;
        init => field = IsDivisor(value) ? value : throw new ArgumentOutOfRangeException(nameof(RescaleFactor), value, "The factor must be a finite number other than 0.");
    }
    = 1 / 255.0;

    /// <summary>What is taken off each channel's rescaled levels, in the order of the tensor's channels; zeros by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is infinite or no number.</exception>
    public (float, float, float) Mean
    {
        get;
        init => field = float.IsFinite(value.Item1) && float.IsFinite(value.Item2) && float.IsFinite(value.Item3)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Mean), value, "The means must be finite numbers.");
    }

    /// <summary>What each channel is divided by then, in the order of the tensor's channels; ones by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is 0, infinite or no number.</exception>
    public (float, float, float) StandardDeviation
    {
        get;
        init => field = IsDivisor(value.Item1) && IsDivisor(value.Item2) && IsDivisor(value.Item3)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(StandardDeviation), value, "The standard deviations must be finite numbers other than 0.");
    }
    = (1, 1, 1);

    /// <summary>Whether the tensor's first channel is blue and its last red; red comes first by default.</summary>
    public bool BlueFirst { get; init; }

    /// <summary>The order of a tensor's values; channels first by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no layout.</exception>
    public ImageLayout Layout
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Layout), value, "The layout must be ChannelsFirst or ChannelsLast.");
    }

    /// <summary>Whether an image is turned upright as its EXIF orientation says; true by default. torchvision's ImageFolder does not.</summary>
    public bool ApplyOrientation { get; init; } = true;

    /// <summary>The color that shows through where an image is transparent; null, the default, for the image's own colors, as Pillow's <c>convert("RGB")</c> has it.</summary>
    public Color? Background { get; init; }

    /// <summary>Images with more pixels are refused before they are decoded; 100 million by default, which take 400 MB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 500 million.</exception>
    public long MaxPixels
    {
        get;
        init => field = value is >= 1 and <= 500_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxPixels), value, "MaxPixels must be between 1 and 500,000,000.");
    }
    = 100_000_000;

    /// <summary>The size of every prepared image; null where it depends on the image's.</summary>
    public (int Height, int Width)? OutputSize =>
        Crop is not null ? (Crop.Height, Crop.Width) : Resize is { Height: { } height, Width: { } width } ? (height, width) : null;

    /// <summary>What the network would see of an image file.</summary>
    /// <param name="path">The file; its format comes from its content (JPEG, PNG, GIF, WebP, BMP, TIFF, ICO, WBMP).</param>
    /// <returns>3 x height x width values (<see cref="OutputSize"/>) in the order of <see cref="Layout"/>.</returns>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    public float[] Prepare(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Tensor(Read(path), $"'{path}'");
    }

    /// <summary>What the network would see of an encoded image.</summary>
    /// <param name="encoded">The content of an image file.</param>
    /// <returns>3 x height x width values (<see cref="OutputSize"/>) in the order of <see cref="Layout"/>.</returns>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    public float[] Prepare(ReadOnlyMemory<byte> encoded) => Tensor(Read(encoded), $"of {encoded.Length:N0} bytes");

    /// <summary>
    /// What the network would see of an ML.NET image. Such an image was decoded before: its EXIF orientation was not applied, and its colors were multiplied
    /// by alpha, which is as if it lay over black. A path or the encoded bytes have neither fault.
    /// </summary>
    /// <param name="image">The image; it stays the caller's.</param>
    /// <returns>3 x height x width values (<see cref="OutputSize"/>) in the order of <see cref="Layout"/>.</returns>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    public float[] Prepare(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Tensor(Read(image), MLImageReader.NameOf(image));
    }

    /// <summary>A line for reading.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Resize?.ToString() ?? "size kept"}, {(Crop is null ? "no crop" : $"center crop {Crop}")}, {(BlueFirst ? "BGR" : "RGB")} x {RescaleFactor:G6}, mean {Mean}, standard deviation {StandardDeviation}");

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

    private float[] Tensor(ImageReading reading, string name)
    {
        using var pixels = reading.PixelsOf(name);
        var tensor = new float[TensorWriter.Channels * pixels.Width * pixels.Height];
        Writer.Write(pixels.Pixels, Layout, tensor);
        return tensor;
    }

    private static bool IsDivisor(double value) => double.IsFinite(value) && value != 0;
}
