namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>The columns that a trainer reads.</summary>
internal sealed record TrainingColumns(string Label, string Feature, string? Weight);
