
namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What a few-shot trainer is given beside labeled rows.</summary>
public sealed record FewShotOptions
{
    /// <summary>The classes' names as vectors of the encoder that makes the features. Null, the default, for none.</summary>
    public ClassNames? ClassNames { get; init; }

    /// <summary>
    /// Rows without labels: a view with the feature column, embedded by the same stage. Rows of the training data whose label key is missing count as well.
    /// Null for none. A few hundred are enough; they are read once and held in memory.
    /// </summary>
    public IDataView? UnlabeledData { get; init; }

    /// <summary>
    /// How much a class's name counts, times what the method gives it: as much as 160 / classes rows, at least 1 and at most 16. 1 by default.
    /// </summary>
    public double ClassNameWeight { get; init; } = 1;

    /// <summary>The weight of the rows' loss against the penalty ½‖W‖². 10 by default.</summary>
    public double C { get; init; } = 10;

    /// <summary>Whether unlabeled rows refine the classifier, and are not only its center. True by default.</summary>
    public bool SelfTraining { get; init; } = true;

    /// <summary>A column of <see cref="float"/> with what each labeled row counts; null for 1.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>When a fit stops that has not converged, which is then said in the context's log. 1,000 by default.</summary>
    public int MaximumNumberOfIterations { get; init; } = 1000;

    internal void Check()
    {
        if (!(C > 0 && double.IsFinite(C)))
            throw new ArgumentOutOfRangeException(nameof(C), C, "C is above 0.");
        if (!(ClassNameWeight > 0 && double.IsFinite(ClassNameWeight)))
            throw new ArgumentOutOfRangeException(nameof(ClassNameWeight), ClassNameWeight, "It is above 0. For no names at all leave ClassNames out.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumNumberOfIterations, 1);
    }
}
