using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Training;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Images;

/// <summary>The part of a network that is not trained, on ONNX Runtime. One thread uses it at a time.</summary>
internal sealed class FrozenPart : IDisposable
{
    private readonly OnnxSession session;
    private readonly string[] inputs;
    private readonly string[] outputs;

    /// <param name="network">The whole network.</param>
    /// <param name="end">The tensor that it ends with.</param>
    public FrozenPart(ImageNetwork network, string end)
    {
        session = OnnxSession.Open(OnnxNetwork.Read(network.Graph).CutAt(end), EncoderContext.Cpu, hasOneShape: true, network.Graph.Name);
        inputs = [network.Input];
        outputs = [end];
    }

    /// <summary>One image after the other, each thread of PyTorch's number with its own: that is the fastest, and no result depends on what else is in the batch.</summary>
    /// <param name="images">A batch.</param>
    /// <returns>The tensor at the end, without gradients.</returns>
    public Tensor Run(Tensor images)
    {
        int count = (int)images.shape[0];
        long[] shape = [1, .. images.shape[1..]];
        float[] values = AdamW.Floats(images.contiguous()).ToArray();
        int size = values.Length / count;
        float[][] found = new float[count][];
        long[] foundShape = [];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = torch.get_num_threads() }, i =>
        {
            using var image = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(i * size, size), shape);
            session.Use(i, (opened, _) =>
            {
                using var results = opened.Run(OnnxSession.RunOptions, inputs, [image], outputs);
                found[i] = results[0].GetTensorDataAsSpan<float>().ToArray();
                if (i == 0)
                    foundShape = results[0].GetTensorTypeAndShape().Shape;
            });
        });
        return torch.tensor(found.SelectMany(one => one).ToArray(), [count, .. foundShape[1..]]);
    }

    public void Dispose() => session.Dispose();
}
