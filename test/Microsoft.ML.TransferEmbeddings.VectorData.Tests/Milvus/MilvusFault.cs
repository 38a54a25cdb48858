namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

/// <summary>What the server does wrong.</summary>
/// <param name="Status">Answers with this status, and without a body unless there is one here.</param>
/// <param name="RetryAfter">The header of that answer.</param>
/// <param name="Body">In place of the answer's.</param>
/// <param name="Code">Answers with the status 200 and this code.</param>
/// <param name="CutsAnswer">Whether the connection is cut in the middle of the answer.</param>
/// <param name="Delay">The wait before it does anything.</param>
internal sealed record MilvusFault(int? Status = null, string? RetryAfter = null, string? Body = null, int? Code = null, bool CutsAnswer = false, TimeSpan Delay = default);
