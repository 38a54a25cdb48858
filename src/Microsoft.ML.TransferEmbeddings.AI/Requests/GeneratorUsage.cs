namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Counts of the requests to a generator, and of what they took. Immutable and thread-safe.</summary>
/// <param name="Requests">Number of requests that were answered.</param>
/// <param name="Retries">Number of times that a request was repeated.</param>
/// <param name="Texts">Number of texts in answered requests.</param>
/// <param name="Tokens">Number of tokens that the answers report; 0 if they report none.</param>
/// <param name="Cost">Price of the tokens by <see cref="GeneratorRequestOptions.PricePerMillionTokens"/>; null if no price is set.</param>
public sealed record GeneratorUsage(long Requests, long Retries, long Texts, long Tokens, decimal? Cost);
