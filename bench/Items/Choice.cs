namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>What validation chose for a column of a table.</summary>
/// <param name="Trial">The settings.</param>
/// <param name="Column">Of which column.</param>
/// <param name="Quality">NDCG@10, the mean over the validations.</param>
internal sealed record Choice(Trial Trial, ValidationColumn Column, double Quality);
