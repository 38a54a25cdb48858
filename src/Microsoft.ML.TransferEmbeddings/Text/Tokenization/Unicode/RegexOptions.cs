namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>What (?i), (?m) and (?x) switch on and off.</summary>
internal readonly record struct RegexOptions(bool IgnoreCase, bool DotMatchesNewline, bool IsExtended);
