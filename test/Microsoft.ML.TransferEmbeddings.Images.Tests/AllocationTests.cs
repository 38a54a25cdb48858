using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Images;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

[Collection(nameof(AloneCollection))]
public class AllocationTests
{
    /// <summary>Tables and images lie in rented arrays; what is left are the handles of the decoder.</summary>
    [Fact]
    public void PreparationAllocatesNextToNothing()
    {
        const int times = 20, mostBytes = 2_000;
        var preprocessing = new ImagePreprocessing { Resize = ImageResize.ToShortestEdge(256, ResamplingFilter.Bicubic), Crop = new CenterCrop(224, 224) };
        byte[] jpeg = new DrawnImage(320, 263).Jpeg();
        var tensor = new float[TensorWriter.Channels * 224 * 224];
        // The first round fills the pool.
        Prepare();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Prepare();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / times, 0, mostBytes);

        void Prepare()
        {
            for (int i = 0; i < times; i++)
            {
                using var pixels = preprocessing.Read(jpeg).PixelsOf("");
                preprocessing.Writer.Write(pixels.Pixels, ImageLayout.ChannelsFirst, tensor);
            }
        }
    }

    /// <summary>Their memory is Skia's, which the garbage collector does not see; nobody disposes of them, since they may be the user's.</summary>
    [Fact]
    public void ImagesOfAbandonedCursorsAreCollected()
    {
        const int cursors = 60, side = 256;
        var images = new List<WeakReference>();
        // One for all: what is seen of an image must be small.
        var levels = new byte[4 * side * side];
        var column = new TestColumn<MLImage?>("Input", new ImageDataViewType(), (int row, ref MLImage? value) =>
        {
            value?.Dispose();
            images.Add(new WeakReference(value = MLImage.CreateFromPixels(side, side, MLPixelFormat.Rgba32, levels)));
        });
        using var folder = new TemporaryFolder();
        using var model = ImageEmbeddingModel.FromDirectory(new TinyVisionModel().Write(folder["model"]));
        var rows = new RowsDataView(1_000, [column]);
        using var stage = new MLContext().Transforms.EmbedImages("Features", model, "Input").Fit(rows);
        var transformed = stage.Transform(rows);
        for (int i = 0; i < cursors; i++)
        {
            using var cursor = transformed.GetRowCursor(transformed.Schema);
            Assert.True(cursor.MoveNext());
        }
        Assert.InRange(images.Count, 32 * cursors, 96 * cursors);
        Assert.InRange(images.Count(image => image.IsAlive), 0, images.Count / 2);
    }
}
