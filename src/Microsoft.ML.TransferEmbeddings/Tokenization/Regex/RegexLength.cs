namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>
/// The number of code points of a match. As in the original a look-behind does not fold one code point to several, so that the length of a folded text
/// is the written one.
/// </summary>
/// <param name="Min">The smallest number, <see cref="Endless"/> at most.</param>
/// <param name="Max">The largest number; <see cref="Endless"/> for no limit.</param>
/// <param name="MinIsSure">Whether nothing but the length decides that there is such a match: not where an anchor or a capture takes part.</param>
internal readonly record struct RegexLength(long Min, long Max, bool MinIsSure)
{
    public const int Endless = int.MaxValue;

    /// <summary>Whether there is a match of no characters everywhere. A look-behind for one always holds, or never where it is negative.</summary>
    public bool IsSurelyEmpty => Min == 0 && MinIsSure;

    public static RegexLength Of(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Set:
                return new(1, 1, true);
            case RegexNode.Folded folded:
                return new(folded.Written.Length, folded.Written.Length, true);
            case RegexNode.Atomic atomic:
                return Of(atomic.Body);
            case RegexNode.Group group:
                var inner = Of(group.Body);
                return inner with { MinIsSure = inner.MinIsSure && group.Kind == RegexGroupKind.Options };
            case RegexNode.Repeat { Max: 0 }:
                return new(0, 0, true);
            case RegexNode.Repeat repeat:
                var body = Of(repeat.Body);
                return new(Bounded(body.Min * repeat.Min), repeat.Max == Endless ? Endless : Bounded(body.Max * repeat.Max), body.MinIsSure);
            case RegexNode.Choice choice:
                var options = choice.Options.Select(Of).ToList();
                long min = options.Min(option => option.Min);
                return new(min, options.Max(option => option.Max), options.Any(option => option.Min == min && option.MinIsSure));
            case RegexNode.Sequence sequence:
                var items = sequence.Items.Select(Of).ToList();
                return new(Bounded(items.Sum(item => item.Min)), Bounded(items.Sum(item => item.Max)), items.All(item => item.MinIsSure));
            case RegexNode.Look { IsBehind: true, Body: var behind } when Of(behind).IsSurelyEmpty:
                return new(0, 0, true);
            default:
                return new(0, 0, false);
        }
    }

    private static long Bounded(long length) => Math.Min(length, Endless);
}
