namespace Microsoft.ML.TransferEmbeddings.Benchmarks;

/// <summary>Two ways that are compared do not compute the same vectors: their speeds say nothing.</summary>
internal sealed class DisagreementException(string message) : Exception(message);
