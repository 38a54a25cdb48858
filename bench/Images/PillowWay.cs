using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>bench/python/images_prepare.py in a process that stays: its start is not measured.</summary>
internal sealed class PillowWay : Way
{
    private readonly Process process;

    public PillowWay(string python, string script, ImageFolder images)
        : base("Pillow and numpy", images.Paths.Count)
    {
        if (!File.Exists(script))
            throw new ArgumentException($"There is no file '{script}'. Run from the repository's root.");
        process = Process.Start(new ProcessStartInfo(python, [script, images.Root, "--serve"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Over all values of the last run.</summary>
    public double Mean { get; private set; }

    public override TimeSpan OutsideTime => process.TotalProcessorTime;

    public override void Run()
    {
        process.StandardInput.WriteLine();
        process.StandardInput.Flush();
        string answer = process.StandardOutput.ReadLine() ?? throw new ArgumentException("The Python program ended. It needs Pillow and numpy; name a Python that has them with --python.");
        Mean = double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public override void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
