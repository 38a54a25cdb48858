namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Choice that the trainer <c>FineTuneTextAuto</c> has made, and its reason. Immutable and thread-safe.</summary>
public sealed class FineTuningReport
{
    internal FineTuningReport(FineTuningWay chosen, string reason, IReadOnlyList<FineTuningCandidate> candidates)
    {
        Chosen = chosen;
        Reason = reason;
        Candidates = candidates;
    }

    /// <summary>The chosen way.</summary>
    public FineTuningWay Chosen { get; }

    /// <summary>The reason, in a few sentences: what is ahead of what by how much, and which ways were left out.</summary>
    public string Reason { get; }

    /// <summary>The ways that were tried, from the lightest to the heaviest.</summary>
    public IReadOnlyList<FineTuningCandidate> Candidates { get; }

    /// <summary>Returns a line for each way that was tried, and a last one with the choice and the reason.</summary>
    public override string ToString() => $"{string.Join('\n', Candidates)}\nChosen: {Chosen}. {Reason}";
}
