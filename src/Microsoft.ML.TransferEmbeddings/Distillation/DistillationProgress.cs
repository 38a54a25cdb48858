namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How far a distillation is.</summary>
/// <param name="Phase">What it is at.</param>
/// <param name="Done">Pieces or texts done.</param>
/// <param name="Total">Pieces or texts in all.</param>
/// <param name="Loss">The mean of 1 - cosine to the teacher over the last batches; null while the teacher works.</param>
public readonly record struct DistillationProgress(DistillationPhase Phase, long Done, long Total, double? Loss);
