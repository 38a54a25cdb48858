namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How a linear probe is trained.</summary>
public sealed record LinearProbeOptions
{
    /// <summary>
    /// The weight of the rows' loss against the penalty ½‖W‖², on vectors that are centered and scaled to a mean square length of 1. Null, the default, chooses
    /// it between 0.1 and 10,000 by cross-validation in up to five stratified parts.
    /// </summary>
    public double? C { get; init; }

    /// <summary>Whether every class counts as much as any other, however many rows it has. False by default.</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>A column of <see cref="float"/> with what each row counts; null for 1.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>When a fit stops that has not converged, which is then said in the context's log. 1,000 by default.</summary>
    public int MaximumNumberOfIterations { get; init; } = 1000;

    internal void Check()
    {
        if (C is { } c && !(c > 0 && double.IsFinite(c)))
            throw new ArgumentOutOfRangeException(nameof(C), C, "C is above 0; null chooses it.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumNumberOfIterations, 1);
    }
}
