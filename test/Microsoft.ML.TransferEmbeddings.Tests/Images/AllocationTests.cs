using Microsoft.ML.TransferEmbeddings.Images;

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
}
