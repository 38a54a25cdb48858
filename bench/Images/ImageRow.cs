namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

internal sealed record ImageRow(string Path);
