namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

internal enum RegexOperation
{
    /// <summary>The whole, the look-ahead or the atomic group has matched.</summary>
    Match,

    /// <summary>The look-behind has matched if this is where it was asked from.</summary>
    MatchBehind,

    Set,
    Folded,
    Position,

    /// <summary>A set as often as possible, then fewer times.</summary>
    Loop,

    /// <summary>A set as often as possible.</summary>
    PossessiveLoop,

    Jump,

    /// <summary>Straight to the first fork whose way may begin with the ASCII character here; otherwise the next instruction.</summary>
    AsciiJump,

    /// <summary>The next instruction, or else the target.</summary>
    Fork,

    /// <summary>The target, or else the next instruction.</summary>
    LazyFork,

    /// <summary>Keeps the position before a body that may match nothing.</summary>
    Mark,

    /// <summary>Leaves the loop if the body matched nothing, which would repeat forever.</summary>
    LeaveIfUnmoved,

    LookAhead,
    LookBehind,
    Atomic,
}
