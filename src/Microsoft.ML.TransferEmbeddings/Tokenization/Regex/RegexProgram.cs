using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>A regular expression ready to run.</summary>
/// <param name="Pattern">As it was written, for messages.</param>
/// <param name="Instructions">The first one begins.</param>
/// <param name="MarkCount">How many positions the instructions keep.</param>
/// <param name="First">What a match must begin with; null where it may be empty.</param>
internal sealed record RegexProgram(string Pattern, RegexInstruction[] Instructions, int MarkCount, CodePointSet? First);
