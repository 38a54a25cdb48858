using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Training;

/// <summary>
/// AdamW (Loshchilov, Hutter 2019, https://arxiv.org/abs/1711.05101) as PyTorch computes it, in one pass over the memory in place of a dozen. The result does not depend
/// on the number of threads.
/// </summary>
internal sealed class AdamW
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;

    /// <summary>Values that a thread takes at once.</summary>
    private const int Chunk = 1 << 16;

    private readonly IReadOnlyList<TrainedTensor> tensors;
    private readonly float weightDecay;
    private readonly double maxGradientNorm;
    private readonly (int Tensor, int Start, int Length)[] chunks;
    private readonly ParallelOptions threads = new() { MaxDegreeOfParallelism = torch.get_num_threads() };

    public AdamW(IReadOnlyList<TrainedTensor> tensors, FineTuningOptions options)
    {
        this.tensors = tensors;
        weightDecay = (float)options.WeightDecay;
        maxGradientNorm = options.MaxGradientNorm;
        Means = [.. tensors.Select(tensor => new float[tensor.Count])];
        Squares = [.. tensors.Select(tensor => new float[tensor.Count])];
        chunks = [.. tensors.Index().SelectMany(tensor => Starts(tensor.Item.Count).Select(start => (tensor.Index, start, Math.Min(Chunk, tensor.Item.Count - start))))];
    }

    /// <summary>Running means of the gradients.</summary>
    public IReadOnlyList<float[]> Means { get; }

    /// <summary>Running means of their squares.</summary>
    public IReadOnlyList<float[]> Squares { get; }

    /// <param name="number">From 1.</param>
    /// <param name="learningRate">Of the step.</param>
    /// <param name="slopes">Gradients, as many as tensors, in their order.</param>
    public void Step(int number, double learningRate, IReadOnlyList<Tensor> slopes)
    {
        Gradient[] gradients = [.. slopes.Select(Gradient.Of)];
        float shrink = Shrink(gradients);
        float rate = (float)(learningRate / (1 - Math.Pow(Beta1, number))), correction = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, number)));
        Parallel.ForEach(chunks, threads, chunk =>
        {
            var (tensor, start, length) = chunk;
            float keep = tensors[tensor].Decays ? 1 - (float)(learningRate * weightDecay) : 1;
            gradients[tensor].ForEachPart(start, length, (at, gradient) => Step(
                Floats(tensors[tensor].Values).Slice(at, gradient.Length),
                gradient,
                Means[tensor].AsSpan(at, gradient.Length),
                Squares[tensor].AsSpan(at, gradient.Length),
                shrink,
                keep,
                rate,
                correction));
        });
    }

    public static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>What gradients are multiplied with, so that all together are not too long.</summary>
    private float Shrink(Gradient[] gradients)
    {
        var sums = new double[chunks.Length];
        Parallel.For(0, chunks.Length, threads, i => sums[i] = gradients[chunks[i].Tensor].SumOfSquares(chunks[i].Start, chunks[i].Length));
        double norm = Math.Sqrt(sums.Sum());
        // As PyTorch's clip_grad_norm_.
        return (float)Math.Min(1, maxGradientNorm / (norm + 1e-6));
    }

    private static void Step(Span<float> values, ReadOnlySpan<float> gradient, Span<float> means, Span<float> squares, float shrink, float keep, float rate, float correction)
    {
        var allValues = MemoryMarshal.Cast<float, Vector<float>>(values);
        var allGradients = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var allMeans = MemoryMarshal.Cast<float, Vector<float>>(means);
        var allSquares = MemoryMarshal.Cast<float, Vector<float>>(squares);
        for (int i = 0; i < allValues.Length; i++)
        {
            var slope = allGradients[i] * shrink;
            var mean = (allMeans[i] * Beta1) + (slope * (1 - Beta1));
            var square = (allSquares[i] * Beta2) + (slope * slope * (1 - Beta2));
            allMeans[i] = mean;
            allSquares[i] = square;
            allValues[i] = (allValues[i] * keep) - (mean * rate / ((Vector.SquareRoot(square) * correction) + new Vector<float>(Epsilon)));
        }
        for (int i = allValues.Length * Vector<float>.Count; i < values.Length; i++)
        {
            float slope = gradient[i] * shrink;
            means[i] = (means[i] * Beta1) + (slope * (1 - Beta1));
            squares[i] = (squares[i] * Beta2) + (slope * slope * (1 - Beta2));
            values[i] = (values[i] * keep) - (means[i] * rate / ((MathF.Sqrt(squares[i]) * correction) + Epsilon));
        }
    }

    private static IEnumerable<int> Starts(int count)
    {
        for (int start = 0; start < count; start += Chunk)
            yield return start;
    }
}
