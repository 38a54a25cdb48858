namespace Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;

/// <summary>Right and wrong answers at a threshold.</summary>
internal sealed record ConfusionMatrix(int TruePositives, int FalseNegatives, int FalsePositives, int TrueNegatives)
{
    public double Accuracy => (double)(TruePositives + TrueNegatives) / (TruePositives + FalseNegatives + FalsePositives + TrueNegatives);

    /// <summary>The share of the sick who are found.</summary>
    public double Sensitivity => (double)TruePositives / (TruePositives + FalseNegatives);

    /// <summary>The share of the healthy who are left alone.</summary>
    public double Specificity => (double)TrueNegatives / (TrueNegatives + FalsePositives);

    public static ConfusionMatrix At(double threshold, IReadOnlyCollection<Scored> rows) => new(
        rows.Count(row => row.Label && row.Probability >= threshold),
        rows.Count(row => row.Label && row.Probability < threshold),
        rows.Count(row => !row.Label && row.Probability >= threshold),
        rows.Count(row => !row.Label && row.Probability < threshold));

    /// <summary>Between two neighboring probabilities, where sensitivity and specificity together are highest: it does not depend on how frequent the classes are.</summary>
    public static double BestThreshold(IReadOnlyCollection<Scored> rows)
    {
        float[] probabilities = [.. rows.Select(row => row.Probability).Distinct().Order()];
        return probabilities.Zip(probabilities.Skip(1), (low, high) => (low + (double)high) / 2).DefaultIfEmpty(0.5)
            .MaxBy(threshold => At(threshold, rows) is var matrix ? matrix.Sensitivity + matrix.Specificity : 0);
    }

    public string ToMarkdown() => $"""
        | | predicted pneumonia | predicted normal |
        | --- | ---: | ---: |
        | pneumonia | {TruePositives} | {FalseNegatives} |
        | normal | {FalsePositives} | {TrueNegatives} |
        """;
}
