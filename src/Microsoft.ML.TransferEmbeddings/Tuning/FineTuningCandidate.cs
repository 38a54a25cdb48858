namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A way that the trainer <c>FineTuneTextAuto</c> has tried. Immutable and thread-safe.</summary>
public sealed class FineTuningCandidate
{
    internal FineTuningCandidate(FineTuningWay way, double accuracy, double standardError, TimeSpan processorTime)
    {
        Way = way;
        Accuracy = accuracy;
        StandardError = standardError;
        ProcessorTime = processorTime;
    }

    /// <summary>The way.</summary>
    public FineTuningWay Way { get; }

    /// <summary>Share of the rows whose class was found while they were held out, from 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>Standard error of <see cref="Accuracy"/>, by the number of rows.</summary>
    public double StandardError { get; }

    /// <summary>Processor time of the process for all parts, the embedding of the texts included.</summary>
    public TimeSpan ProcessorTime { get; }

    /// <summary>Returns the way with its accuracy and time, such as "FewShot: 75.0 ± 4.4 %, 1.2 s of processor time".</summary>
    public override string ToString() => $"{Way}: {100 * Accuracy:F1} ± {100 * StandardError:F1} %, {ProcessorTime.TotalSeconds:F1} s of processor time";
}
