namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A word that a query found.</summary>
/// <param name="Word">The word.</param>
/// <param name="Score">How well it matches: the cosine, unless the query says otherwise.</param>
public readonly record struct WordMatch(string Word, float Score);
