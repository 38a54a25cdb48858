namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How a learning curve is measured.</summary>
public sealed record LearningCurveOptions
{
    /// <summary>The numbers of labeled rows of each class. 1, 2, 4, 8, 16, 32 and 64 by default.</summary>
    public IReadOnlyList<int> LabelsPerClass { get; init; } = [1, 2, 4, 8, 16, 32, 64];

    /// <summary>How often rows are drawn for each number; two or more. 10 by default.</summary>
    public int Draws { get; init; } = 10;

    /// <summary>The part of each class's rows that a draw keeps for testing, above 0 and below 1. 0.2 by default.</summary>
    public double TestFraction { get; init; } = 0.2;

    /// <summary>Decides the draws: equal seeds give equal draws, for all pipelines. 1 by default.</summary>
    public int Seed { get; init; } = 1;

    internal void Check()
    {
        if (LabelsPerClass.Count == 0 || LabelsPerClass.Any(labels => labels < 1))
            throw new ArgumentOutOfRangeException(nameof(LabelsPerClass), "It has one number or more, each above 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(Draws, 2);
        if (!(TestFraction is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(TestFraction), TestFraction, "It lies above 0 and below 1.");
    }
}
