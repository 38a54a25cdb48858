using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>A part of a regular expression. Groups leave no trace: nothing asks for what they captured.</summary>
internal abstract record RegexNode
{
    /// <summary>The nodes directly inside this one.</summary>
    public IReadOnlyList<RegexNode> Parts => this switch
    {
        Sequence sequence => sequence.Items,
        Choice choice => choice.Options,
        Repeat repeat => [repeat.Body],
        Look look => [look.Body],
        Atomic atomic => [atomic.Body],
        Group group => [group.Body],
        _ => [],
    };

    /// <summary>One code point of a set.</summary>
    public sealed record Set(CodePointSet Members) : RegexNode;

    /// <summary>A text that folds as <paramref name="Written"/> does. Neighbors that <paramref name="Joins"/> make one text.</summary>
    public sealed record Folded(int[] Written, bool Joins) : RegexNode
    {
        /// <summary>What the text folds to.</summary>
        public int[] CodePoints { get; } = [.. Written.SelectMany(c => CaseFolding.Fold(c) is { IsEmpty: false } fold ? fold.ToArray() : [c])];
    }

    public sealed record Sequence(IReadOnlyList<RegexNode> Items) : RegexNode;

    public sealed record Choice(IReadOnlyList<RegexNode> Options) : RegexNode;

    public sealed record Repeat(RegexNode Body, int Min, int Max, RegexGreed Greed) : RegexNode;

    public sealed record Position(RegexPosition Where) : RegexNode;

    public sealed record Look(RegexNode Body, bool IsBehind, bool IsNegative) : RegexNode;

    public sealed record Atomic(RegexNode Body) : RegexNode;

    /// <summary>A group that captures or sets options. One that does neither leaves only its body.</summary>
    public sealed record Group(RegexNode Body, RegexGroupKind Kind) : RegexNode;
}
