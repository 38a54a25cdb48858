using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>One step of <see cref="RegexMatcher"/>. Which fields count depends on <see cref="Operation"/>.</summary>
internal readonly record struct RegexInstruction(RegexOperation Operation)
{
    /// <summary>The set to match; of a fork what its first way must begin with, null if that is open.</summary>
    public CodePointSet? Set { get; init; }

    /// <summary>The folded text to match.</summary>
    public int[]? Folded { get; init; }

    /// <summary>For every ASCII character the instruction that comes next.</summary>
    public int[]? AsciiTargets { get; init; }

    public RegexPosition Position { get; init; }

    /// <summary>The other instruction that may come next; for a look-around or an atomic group the one after it.</summary>
    public int Target { get; init; }

    /// <summary>Minimum repetitions of a loop, or code points of a look-behind.</summary>
    public int Min { get; init; }

    /// <summary>Maximum repetitions of a loop, or code points of a look-behind.</summary>
    public int Max { get; init; }

    /// <summary>Index of the kept position.</summary>
    public int Mark { get; init; }

    public bool IsNegative { get; init; }
}
