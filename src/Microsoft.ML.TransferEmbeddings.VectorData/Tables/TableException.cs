namespace Microsoft.ML.TransferEmbeddings.VectorData.Tables;

/// <summary>Why a collection can't do what is asked; callers get it in the abstractions' own exception.</summary>
internal sealed class TableException(string message) : Exception(message);
