using System.Diagnostics;
using Microsoft.ML.TransferEmbeddings;

namespace Distill;

/// <summary>A line to the error stream for each phase, and every few seconds.</summary>
internal sealed class ProgressReport : IProgress<DistillationProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private DistillationPhase? phase;
    private TimeSpan last, start;
    private long first;

    public void Report(DistillationProgress value)
    {
        if (value.Phase != phase)
            (phase, start, first) = (value.Phase, clock.Elapsed, value.Done);
        else if (clock.Elapsed - last < Pause && value.Done < value.Total)
            return;
        last = clock.Elapsed;
        double rate = (value.Done - first) / Math.Max(0.001, (last - start).TotalSeconds);
        string left = rate > 0 && value.Done < value.Total ? $", {TimeSpan.FromSeconds((value.Total - value.Done) / rate):h\\:mm\\:ss} left" : "";
        Console.Error.WriteLine($"{last:h\\:mm\\:ss} {NameOf(value.Phase)}: {value.Done:N0} of {value.Total:N0}{(value.Loss is { } loss ? $", loss {loss:F4}" : "")}{left}");
    }

    private static string NameOf(DistillationPhase phase) => phase switch
    {
        DistillationPhase.TeacherPieces => "the teacher embeds pieces",
        DistillationPhase.TeacherTexts => "the teacher embeds texts",
        DistillationPhase.Training => "training",
        _ => "training with pairs",
    };
}
