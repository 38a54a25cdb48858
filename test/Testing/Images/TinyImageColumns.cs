using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Small pictures of several sizes, as the columns of a stage may hold them.</summary>
internal static class TinyImageColumns
{
    private const int Pictures = 120;

    private static readonly DrawnImage[] Drawn = [.. Enumerable.Range(0, Pictures).Select(i => new DrawnImage(6 + (i % 7), 9 - (i % 4), seed: i))];

    private static readonly byte[][] Files = [.. Drawn.Select((image, i) => i % 3 == 0 ? image.Jpeg() : image.Png())];

    public static byte[] FileOf(int row) => Files[row % Pictures];

    public static TestColumn<ReadOnlyMemory<char>> Paths(TemporaryFolder folder)
    {
        string[] paths = [.. Files.Select((file, i) =>
        {
            string path = folder[$"{i}.image"];
            File.WriteAllBytes(path, file);
            return path;
        })];
        return new("Input", TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = paths[row % Pictures].AsMemory(), path => path.ToString());
    }

    public static readonly TestColumn<VBuffer<byte>> Encoded = new(
        "Input",
        new VectorDataViewType(NumberDataViewType.Byte),
        (int row, ref VBuffer<byte> value) =>
        {
            var editor = VBufferEditor.Create(ref value, FileOf(row).Length);
            FileOf(row).CopyTo(editor.Values);
            value = editor.Commit();
        },
        value => value.DenseValues().ToArray());

    /// <summary>As ML.NET's own loader does: the image that comes in is disposed of.</summary>
    public static readonly TestColumn<MLImage?> Decoded = new(
        "Input",
        new ImageDataViewType(),
        (int row, ref MLImage? value) =>
        {
            var drawn = Drawn[row % Pictures];
            value?.Dispose();
            value = MLImage.CreateFromPixels(drawn.Width, drawn.Height, MLPixelFormat.Rgba32, System.Runtime.InteropServices.MemoryMarshal.AsBytes<uint>(drawn.Pixels));
        },
        image => image!.Pixels.ToArray());
}
