using System.Diagnostics;
using Microsoft.ML;

internal static class Rounds
{
    private const int WarmUp = 30;

    /// <returns>Megabytes of resident memory that the rounds behind the first ones cost.</returns>
    public static long Run(string zip, int count)
    {
        for (int round = 0; round < WarmUp; round++)
            LoadPredictDispose(zip);
        long before = ResidentBytes();
        for (int round = 0; round < count; round++)
            LoadPredictDispose(zip);
        return (ResidentBytes() - before) / (1024 * 1024);
    }

    private static void LoadPredictDispose(string zip)
    {
        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<Text, Vector>(ml.Model.Load(zip, out _));
        if (engine.Predict(new Text { Input = "the good text" }).Features.All(value => value == 0))
            throw new InvalidOperationException("The vector is zeros.");
    }

    private static long ResidentBytes()
    {
        for (int times = 0; times < 2; times++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private sealed class Text
    {
        public string Input { get; set; } = "";
    }

    private sealed class Vector
    {
        public float[] Features { get; set; } = [];
    }
}
