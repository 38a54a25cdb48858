using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>
/// Runs a <see cref="RegexProgram"/>, going back to the last choice where a way fails. Its memory is used again; it belongs to one thread.
/// </summary>
internal sealed class RegexMatcher
{
    private const int FrameSize = 3, NoLoop = -1;

    /// <summary>
    /// Some patterns try a number of ways that doubles with each character. The original gives up after ten million in one place; here the whole
    /// text has a limit, far above what any pattern needs that ends in reasonable time.
    /// </summary>
    private const long StepsPerText = 30_000_000, StepsPerCharacter = 2_000;

    private RegexProgram program = null!;
    private long stepsLeft;

    /// <summary>
    /// Ways not yet tried, three numbers each: an instruction, a position, and the position down to which a loop may give back (or none). A negative
    /// first number is a mark to set back, with its old value.
    /// </summary>
    private int[] frames = new int[FrameSize * 64];
    private int depth;
    private int[] marks = [];

    public long Bytes => sizeof(int) * ((long)frames.Length + marks.Length);

    public void Begin(RegexProgram program, int textLength)
    {
        this.program = program;
        stepsLeft = StepsPerText + StepsPerCharacter * textLength;
        if (marks.Length < program.MarkCount)
            marks = new int[program.MarkCount];
    }

    /// <summary>The first match at or after a position; negative if there is none.</summary>
    public int Search(ReadOnlySpan<char> text, int from, out int end)
    {
        for (int start = from; start <= text.Length; start++)
        {
            if (start == text.Length && program.First != null)
                break;
            var (codePoint, length) = start < text.Length ? CodePoints.Decode(text, start) : (0, 1);
            if (program.First == null || program.First.Contains(codePoint))
            {
                depth = 0;
                end = Run(text, 0, start, text.Length);
                if (end >= 0)
                    return start;
            }
            start += length - 1;
        }
        end = -1;
        return -1;
    }

    /// <summary>Where a match ends; negative if there is none.</summary>
    /// <param name="text">The text; anchors see all of it.</param>
    /// <param name="next">The first instruction.</param>
    /// <param name="position">Where the match begins.</param>
    /// <param name="limit">Where it ends at the latest. A look-behind takes nothing after the place that it was asked from.</param>
    private int Run(ReadOnlySpan<char> text, int next, int position, int limit)
    {
        int floor = depth;
        var instructions = program.Instructions;
        while (true)
        {
            ref readonly var instruction = ref instructions[next++];
            bool holds = true;
            switch (instruction.Operation)
            {
                case RegexOperation.Match:
                    depth = floor;
                    return position;
                case RegexOperation.MatchBehind:
                    if (position == limit)
                        goto case RegexOperation.Match;
                    holds = false;
                    break;
                case RegexOperation.Set:
                    holds = TryStep(text[..limit], instruction.Set!, ref position);
                    break;
                case RegexOperation.Folded:
                    holds = TryFolded(text[..limit], instruction.Folded!, ref position);
                    break;
                case RegexOperation.Position:
                    holds = IsAt(text, instruction.Position, position);
                    break;
                case RegexOperation.Loop:
                case RegexOperation.PossessiveLoop:
                    holds = TryLoop(text[..limit], in instruction, next, ref position);
                    break;
                case RegexOperation.Jump:
                    next = instruction.Target;
                    break;
                case RegexOperation.AsciiJump:
                    if (position < limit && text[position] < 128)
                        next = instruction.AsciiTargets![text[position]];
                    break;
                case RegexOperation.Fork:
                    if (instruction.Set == null || (position < limit && instruction.Set.Contains(CodePoints.Decode(text, position).CodePoint)))
                        Push(instruction.Target, position, NoLoop);
                    else
                        next = instruction.Target;
                    break;
                case RegexOperation.LazyFork:
                    Push(next, position, NoLoop);
                    next = instruction.Target;
                    break;
                case RegexOperation.Mark:
                    Push(-1 - instruction.Mark, marks[instruction.Mark], NoLoop);
                    marks[instruction.Mark] = position;
                    break;
                case RegexOperation.LeaveIfUnmoved:
                    if (marks[instruction.Mark] == position)
                        next = instruction.Target;
                    break;
                case RegexOperation.LookAhead:
                    holds = Run(text, next, position, limit) >= 0 != instruction.IsNegative;
                    next = instruction.Target;
                    break;
                case RegexOperation.LookBehind:
                    holds = LookBehind(text, in instruction, next, position) != instruction.IsNegative;
                    next = instruction.Target;
                    break;
                case RegexOperation.Atomic:
                    int end = Run(text, next, position, limit);
                    holds = end >= 0;
                    position = end;
                    next = instruction.Target;
                    break;
            }
            if (!holds && !TryGoBack(text, floor, ref next, ref position))
                return -1;
        }
    }

    private bool TryGoBack(ReadOnlySpan<char> text, int floor, ref int next, ref int position)
    {
        while (true)
        {
            if (--stepsLeft < 0)
                throw TooManyWays(text.Length);
            if (depth == floor)
                return false;
            depth -= FrameSize;
            (next, position, int least) = (frames[depth], frames[depth + 1], frames[depth + 2]);
            if (next < 0)
            {
                marks[-1 - next] = position;
                continue;
            }
            if (least != NoLoop)
            {
                position -= CodePoints.LengthBefore(text, position);
                if (position > least)
                    Push(next, position, least);
            }
            return true;
        }
    }

    private InvalidOperationException TooManyWays(int textLength) =>
        new($"The regular expression '{program.Pattern}' tries too many ways to match a text of {textLength:N0} characters. Use the tokenizer files that came with the model.");

    private bool TryLoop(ReadOnlySpan<char> text, in RegexInstruction loop, int next, ref int position)
    {
        var set = loop.Set!;
        int start = position, least = position, count = 0;
        while (count < loop.Max && TryStep(text, set, ref position))
        {
            if (++count == loop.Min)
                least = position;
        }
        stepsLeft -= (position - start) >> 2;
        if (count < loop.Min)
            return false;
        if (position > least && loop.Operation == RegexOperation.Loop)
            Push(next, position, least);
        return true;
    }

    private bool LookBehind(ReadOnlySpan<char> text, in RegexInstruction look, int next, int position)
    {
        int start = position;
        for (int length = 0; ; length++)
        {
            if (length >= look.Min && Run(text, next, start, position) >= 0)
                return true;
            if (start == 0 || length == look.Max)
                return false;
            start -= CodePoints.LengthBefore(text, start);
        }
    }

    private static bool TryStep(ReadOnlySpan<char> text, CodePointSet set, ref int position)
    {
        if (position >= text.Length)
            return false;
        var (codePoint, length) = CodePoints.Decode(text, position);
        if (!set.Contains(codePoint))
            return false;
        position += length;
        return true;
    }

    private static bool TryFolded(ReadOnlySpan<char> text, int[] folded, ref int position)
    {
        int at = position, matched = 0;
        while (matched < folded.Length)
        {
            if (at >= text.Length)
                return false;
            var (codePoint, length) = CodePoints.Decode(text, at);
            scoped var fold = CaseFolding.Fold(codePoint);
            if (fold.IsEmpty)
                fold = new(in codePoint);
            if (!folded.AsSpan(matched).StartsWith(fold))
                return false;
            matched += fold.Length;
            at += length;
        }
        position = at;
        return true;
    }

    private static bool IsAt(ReadOnlySpan<char> text, RegexPosition where, int position) => where switch
    {
        RegexPosition.LineBegin => position == 0 || (position < text.Length && text[position - 1] == '\n'),
        RegexPosition.LineEnd => position == text.Length || text[position] == '\n',
        RegexPosition.TextBegin => position == 0,
        RegexPosition.TextEnd => position == text.Length,
        RegexPosition.LastLineEnd => position == text.Length || (position == text.Length - 1 && text[position] == '\n'),
        RegexPosition.WordBoundary => IsWordBoundary(text, position),
        _ => !IsWordBoundary(text, position),
    };

    private static bool IsWordBoundary(ReadOnlySpan<char> text, int position)
    {
        bool before = position > 0 && IsWord(text, position - CodePoints.LengthBefore(text, position));
        return before != (position < text.Length && IsWord(text, position));
    }

    private static bool IsWord(ReadOnlySpan<char> text, int position) => UnicodeProperties.Word.Contains(CodePoints.Decode(text, position).CodePoint);

    private void Push(int next, int position, int least)
    {
        if (depth + FrameSize > frames.Length)
            Array.Resize(ref frames, 2 * frames.Length);
        frames[depth] = next;
        frames[depth + 1] = position;
        frames[depth + 2] = least;
        depth += FrameSize;
    }
}
