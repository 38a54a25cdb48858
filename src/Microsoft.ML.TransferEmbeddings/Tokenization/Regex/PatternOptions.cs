namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>Options that (?i), (?m) and (?x) switch on and off.</summary>
internal readonly record struct PatternOptions(bool IgnoreCase, bool DotMatchesNewline, bool IsExtended);
