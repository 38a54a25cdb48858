namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>Small pictures of noise: nothing but their place in the training tells the classes apart, so that a network has to change to learn them.</summary>
internal static class Noise
{
    private const int Side = 32;

    public static ImageEmbeddingModel Model() => ImageEmbeddingModel.FromOnnx(SharedFiles.Find("models/images/resnet56_cifar10.onnx"));

    public static byte[][] Pictures(int count) => [.. Enumerable.Range(0, count).Select(Bitmap)];

    public static LabeledImage[] Labeled(int count) => [.. Pictures(count).Select((picture, i) => new LabeledImage(ImageInput.FromBytes(picture), i % 2 == 0 ? "even" : "odd"))];

    /// <summary>24 bits.</summary>
    private static byte[] Bitmap(int seed)
    {
        byte[] file = new byte[54 + (3 * Side * Side)];
        "BM"u8.CopyTo(file);
        BitConverter.TryWriteBytes(file.AsSpan(2), file.Length);
        BitConverter.TryWriteBytes(file.AsSpan(10), 54);
        BitConverter.TryWriteBytes(file.AsSpan(14), 40);
        BitConverter.TryWriteBytes(file.AsSpan(18), Side);
        BitConverter.TryWriteBytes(file.AsSpan(22), Side);
        BitConverter.TryWriteBytes(file.AsSpan(26), 1 | (24 << 16));
        new Random(seed).NextBytes(file.AsSpan(54));
        return file;
    }
}
