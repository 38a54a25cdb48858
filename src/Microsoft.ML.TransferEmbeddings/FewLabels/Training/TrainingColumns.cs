namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>The columns that a trainer reads.</summary>
internal sealed record TrainingColumns(string Label, string Feature, string? Weight)
{
    /// <summary>The option that gave the data, where they are not the trainer's input: errors name it.</summary>
    public string? Option { get; init; }
}
