using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>Files to tensors on one thread, into a buffer that is used again.</summary>
internal sealed class PreparationWay(ImagePreprocessing preprocessing, ImageFolder images) : Way("ImagePreprocessing", images.Paths.Count)
{
    private readonly float[] tensor = new float[TensorWriter.Channels * preprocessing.OutputSize!.Value.Height * preprocessing.OutputSize.Value.Width];

    /// <summary>Over all values of the last run.</summary>
    public double Mean { get; private set; }

    public override void Run()
    {
        double sum = 0;
        foreach (string path in images.Paths)
        {
            using var pixels = preprocessing.Read(path).PixelsOf(path);
            preprocessing.Writer.Write(pixels.Pixels, ImageLayout.ChannelsFirst, tensor);
            sum += TensorPrimitives.Sum<float>(tensor);
        }
        Mean = sum / ((double)images.Paths.Count * tensor.Length);
    }
}
