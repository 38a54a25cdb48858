namespace Microsoft.ML.TransferEmbeddings.Tuning.Choice;

/// <summary>The one-standard-error rule: a heavier way must be ahead of the lighter one by more than the noise.</summary>
internal static class LightestWay
{
    /// <param name="results">From the lightest to the heaviest, at least one.</param>
    /// <param name="leftOut">A sentence for each way that was not tried.</param>
    public static FineTuningReport Choose(IReadOnlyList<HeldOutResult> results, IEnumerable<string> leftOut)
    {
        var chosen = results[0];
        var reasons = new List<string>();
        foreach (var heavier in results.Skip(1))
        {
            var (lead, error) = heavier.Against(chosen);
            if (lead > error)
            {
                reasons.Add($"{heavier.Way} is {100 * lead:F1} points ahead of {chosen.Way}, which is more than the standard error of {100 * error:F1}.");
                chosen = heavier;
            }
            else
            {
                reasons.Add(lead > 0
                    ? $"{heavier.Way} is {100 * lead:F1} points ahead of {chosen.Way}, which is within the standard error of {100 * error:F1}."
                    : $"{heavier.Way} is not ahead of {chosen.Way}.");
            }
        }
        if (results.Count == 1)
            reasons.Add($"{chosen.Way} is the only way that was tried.");
        return new FineTuningReport(chosen.Way, string.Join(' ', reasons.Concat(leftOut)), [.. results.Select(result => result.ToCandidate())]);
    }
}
