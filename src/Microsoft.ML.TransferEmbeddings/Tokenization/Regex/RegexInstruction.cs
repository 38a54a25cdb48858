using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>What <see cref="RegexMatcher"/> does in one step. Which fields count depends on <see cref="Operation"/>.</summary>
internal readonly record struct RegexInstruction(RegexOperation Operation)
{
    /// <summary>The set to match; of a fork what its first way must begin with, null if that is open.</summary>
    public CodePointSet? Set { get; init; }

    /// <summary>The folded text to match.</summary>
    public int[]? Folded { get; init; }

    /// <summary>For every ASCII character the instruction that comes next.</summary>
    public int[]? AsciiTargets { get; init; }

    public RegexPosition Position { get; init; }

    /// <summary>The other instruction that may come next; of a look or an atomic group the one behind it.</summary>
    public int Target { get; init; }

    /// <summary>The fewest times of a loop, or code points of a look behind.</summary>
    public int Min { get; init; }

    /// <summary>The most times of a loop, or code points of a look behind.</summary>
    public int Max { get; init; }

    /// <summary>Which kept position is meant.</summary>
    public int Mark { get; init; }

    public bool IsNegative { get; init; }
}
