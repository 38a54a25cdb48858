using System.IO.Compression;
using SkiaSharp;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;

/// <summary>The parts of a PneumoniaMNIST file: a zip of numpy arrays, PART_images.npy of N x 28 x 28 bytes and PART_labels.npy of N x 1.</summary>
internal static class PneumoniaMnist
{
    /// <param name="file">The .npz file.</param>
    /// <param name="part">"train", "val" or "test".</param>
    /// <exception cref="InvalidDataException">The file has no such part, or it has another shape.</exception>
    public static IReadOnlyList<XRay> Read(string file, string part)
    {
        using var zip = ZipFile.OpenRead(file);
        var (images, labels) = (ReadArray(zip, file, $"{part}_images.npy"), ReadArray(zip, file, $"{part}_labels.npy"));
        if (images.Shape is not [var count, XRay.Side, XRay.Side] || labels.Shape is not [var labelCount, 1] || labelCount != count)
        {
            throw new InvalidDataException(
                $"The part '{part}' of '{file}' has images of [{string.Join(", ", images.Shape)}] and labels of [{string.Join(", ", labels.Shape)}]; N x 28 x 28 and N x 1 were expected.");
        }
        const int size = XRay.Side * XRay.Side;
        return [.. Enumerable.Range(0, count).Select(i => Create(images.Content.AsSpan(i * size, size), labels.Content[i] != 0))];
    }

    private static XRay Create(ReadOnlySpan<byte> gray, bool label)
    {
        using var image = SKImage.FromPixelCopy(new SKImageInfo(XRay.Side, XRay.Side, SKColorType.Gray8, SKAlphaType.Opaque), gray);
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        float[] pixels = new float[gray.Length];
        for (int i = 0; i < gray.Length; i++)
            pixels[i] = gray[i] / (float)byte.MaxValue;
        return new XRay { Image = png.ToArray(), Pixels = pixels, Label = label };
    }

    private static NumpyArray ReadArray(ZipArchive zip, string file, string name)
    {
        var entry = zip.GetEntry(name) ?? throw new InvalidDataException($"'{file}' has no '{name}', but {string.Join(", ", zip.Entries.Select(other => other.Name))}.");
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return NumpyArray.Parse(memory.ToArray(), name);
    }
}
