namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FineTuning;

/// <summary>What a way reached on a draw.</summary>
/// <param name="Data">Name of the data set.</param>
/// <param name="Labels">For each class.</param>
/// <param name="Seed">Of the draw and of the way.</param>
/// <param name="Way">Its name in the table.</param>
/// <param name="Accuracy">In percent.</param>
/// <param name="Seconds">Of processor time, from texts to the model.</param>
internal sealed record TuningResult(string Data, int Labels, int Seed, string Way, double Accuracy, double Seconds);
