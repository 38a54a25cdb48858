namespace Microsoft.ML.TransferEmbeddings.Words.Tables;

/// <summary>What is to be told of the file that words came from.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">How it is written.</param>
/// <param name="DuplicateRows">Rows that were dropped because their word was there already.</param>
/// <param name="ReplacedWords">Words whose bytes were no UTF-8.</param>
/// <param name="Labels">The labels of a supervised fastText model.</param>
internal sealed record WordFile(string Path, WordVectorsFormat Format, int DuplicateRows, int ReplacedWords, IReadOnlyList<string> Labels);
