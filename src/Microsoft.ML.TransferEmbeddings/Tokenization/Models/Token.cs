namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>A piece of a word.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Start">Where it begins in the word, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct Token(int Id, int Start, int End);
