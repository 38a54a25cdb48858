namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>A file that was neither read nor refused as it should be.</summary>
/// <param name="Number">Of the file in its run; negative for one of <see cref="FuzzTarget.Faults"/>.</param>
/// <param name="File">The file.</param>
/// <param name="Reason">What happened.</param>
internal sealed record FuzzDefect(int Number, FuzzFile File, string Reason);

/// <summary>What came of many damaged files.</summary>
internal sealed record FuzzReport
{
    public int Read { get; init; }

    public int Refused { get; init; }

    public IReadOnlyList<FuzzDefect> Defects { get; init; } = [];

    /// <summary>The most managed memory that reading a file took besides <see cref="FuzzRun.BytesAByte"/> for each of its bytes.</summary>
    public long MostMemory { get; init; }

    /// <summary>The longest time that a file took.</summary>
    public TimeSpan Slowest { get; init; }

    /// <summary>The number of the file that took longest.</summary>
    public int SlowestNumber { get; init; }

    /// <summary>Whether a file took too much time or memory and the run ended with it.</summary>
    public bool IsAbandoned { get; init; }

    public int Files => Read + Refused + Defects.Count;

    public FuzzReport Add(FuzzReport next)
    {
        var slower = next.Slowest > Slowest ? next : this;
        return new FuzzReport
        {
            Read = Read + next.Read,
            Refused = Refused + next.Refused,
            Defects = [.. Defects, .. next.Defects],
            MostMemory = Math.Max(MostMemory, next.MostMemory),
            Slowest = slower.Slowest,
            SlowestNumber = slower.SlowestNumber,
            IsAbandoned = next.IsAbandoned,
        };
    }
}
