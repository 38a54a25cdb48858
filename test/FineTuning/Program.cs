using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings;
using TorchSharp;

// Fine-tunes an encoder on lines of a label, a tab and a text, with the state of the training in a folder, until it is done or killed. Prints the first step that it did
// and the fingerprint of the tuned model. Where a largest length is given, Linux lets the process write no more bytes into a file, as if the disk were full.
//
//   FineTuning MODEL.onnx vocab.txt TEXTS STATE STEPS [LARGEST]

if (args is not [var graph, var vocabulary, var texts, var state, var steps, .. { Length: <= 1 } rest])
{
    Console.Error.WriteLine("usage: FineTuning MODEL.onnx vocab.txt TEXTS STATE STEPS [LARGEST]");
    return 2;
}
using var model = TextEmbeddingModel.FromOnnx(graph, vocabulary);
// PyTorch is loaded by the first use of the package.
_ = FineTuner.TrainableGroups(model);
UseOneThread();
if (rest is [var largest])
    FileLengths.Limit(long.Parse(largest, CultureInfo.InvariantCulture));
var first = new FirstStep();
using var tuned = FineTuner.Tune(model, File.ReadLines(texts).Select(line => line.Split('\t')).Select(row => new LabeledText(row[1], row[0])), new FineTuningOptions
{
    Steps = int.Parse(steps, CultureInfo.InvariantCulture), BatchSize = 6, CheckpointDirectory = state, CheckpointSteps = 3, Progress = first,
});
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first.Number} {tuned.Fingerprint}"));
return 0;

static void UseOneThread() => torch.set_num_threads(1);

internal sealed class FirstStep : IProgress<FineTuningProgress>
{
    public int Number { get; private set; }

    public void Report(FineTuningProgress value)
    {
        if (Number == 0)
            Number = value.Step;
    }
}

internal static class FileLengths
{
    private const int FileLength = 1, TooLong = 25, Ignored = 1;

    public static void Limit(long bytes)
    {
        // The signal would end the process; without it the write fails.
        _ = SetSignal(TooLong, Ignored);
        if (SetLimit(FileLength, [bytes, bytes]) != 0)
            throw new InvalidOperationException("Linux refuses the limit.");
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint SetSignal(int number, nint handler);

    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int SetLimit(int resource, long[] softAndHard);
}
