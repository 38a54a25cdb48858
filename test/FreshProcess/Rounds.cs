using System.Diagnostics;
using Microsoft.ML;

internal static class Rounds
{
    private const int WarmUp = 30;

    /// <summary>A zip loaded and disposed of a round.</summary>
    /// <returns>Megabytes of resident memory that the rounds after the first ones cost.</returns>
    public static long OfLoading(string zip, int count) => Run(count, () =>
    {
        var ml = new MLContext();
        PredictDispose(ml, ml.Model.Load(zip, out _));
    });

    /// <summary>An engine a round on one model, each of which disposes of it.</summary>
    /// <returns>Megabytes of resident memory that the rounds after the first ones cost.</returns>
    public static long OfEngines(string zip, int count)
    {
        var ml = new MLContext();
        var model = ml.Model.Load(zip, out _);
        return Run(count, () => PredictDispose(ml, model));
    }

    private static long Run(int count, Action act)
    {
        for (int round = 0; round < WarmUp; round++)
            act();
        long before = ResidentBytes();
        for (int round = 0; round < count; round++)
            act();
        return (ResidentBytes() - before) / (1024 * 1024);
    }

    private static void PredictDispose(MLContext ml, ITransformer model)
    {
        using var engine = ml.Model.CreatePredictionEngine<Text, Vector>(model);
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
