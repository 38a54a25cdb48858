using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>ONNX Runtime by hand on images that are prepared already: as many runs at once as there are processors, one thread each. A CPU does no better.</summary>
internal sealed class ReadyTensorWay : Way
{
    private readonly InferenceSession session;
    private readonly string[] inputs;
    private readonly string[] outputs;
    private readonly OrtValue[] images;
    private readonly VectorTable vectors;

    public ReadyTensorWay(byte[] graph, ImagePreprocessing preprocessing, ImageFolder folder, VectorTable vectors)
        : base("ONNX Runtime by hand, images prepared before", folder.Paths.Count)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        session = new InferenceSession(graph, options);
        inputs = [.. session.InputNames];
        outputs = [.. session.OutputNames];
        this.vectors = vectors;
        var (height, width) = preprocessing.OutputSize!.Value;
        images = [.. folder.Paths.Select(path => OrtValue.CreateTensorValueFromMemory(preprocessing.Prepare(path), [1, 3, height, width]))];
    }

    public override void Run()
    {
        int taken = -1;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            using var options = new RunOptions();
            for (int next; (next = Interlocked.Increment(ref taken)) < images.Length;)
            {
                using var values = session.Run(options, inputs, [images[next]], outputs);
                values[0].GetTensorDataAsSpan<float>().CopyTo(vectors[next]);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }

    public override void Dispose()
    {
        foreach (var image in images)
            image.Dispose();
        session.Dispose();
    }
}
