namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

internal sealed record FewShotSettings(double C, int MaxIterations, bool SelfTraining);
