namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Fuzz;

/// <summary>What a process says of the damaged files that it has read.</summary>
/// <param name="Read">Files that could be read.</param>
/// <param name="Refused">Files that were refused as they should be.</param>
/// <param name="Defects">Other files.</param>
/// <param name="Abandoned">The number of the file that took too much time or memory, with which the process ended; null for none.</param>
/// <param name="SlowestMilliseconds">The longest time that a file took.</param>
/// <param name="SlowestNumber">The number of that file.</param>
/// <param name="PeakResident">The most resident memory of the process in bytes.</param>
internal sealed record FuzzSummary(int Read, int Refused, int Defects, int? Abandoned, double SlowestMilliseconds, int SlowestNumber, long PeakResident)
{
    public int Files => Read + Refused + Defects;

    public FuzzSummary Add(FuzzSummary next)
    {
        var slower = next.SlowestMilliseconds > SlowestMilliseconds ? next : this;
        return new(
            Read + next.Read, Refused + next.Refused, Defects + next.Defects, next.Abandoned, slower.SlowestMilliseconds, slower.SlowestNumber, Math.Max(PeakResident, next.PeakResident));
    }
}
