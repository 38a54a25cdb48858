using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>Makes a <see cref="RegexProgram"/> of a parsed regular expression.</summary>
internal sealed class RegexCompiler
{
    /// <summary>More than published patterns need; nested repetitions could ask for any number.</summary>
    private const int MaxInstructions = 1_000;

    private readonly List<RegexInstruction> instructions = [];
    private readonly Dictionary<RegexNode, CodePointSet?> firsts = new(ReferenceEqualityComparer.Instance);
    private readonly string pattern;
    private bool isLookingBehind;
    private int markCount;
    private int emitted;

    private RegexCompiler(string pattern) => this.pattern = pattern;

    public static RegexProgram Compile(string pattern)
    {
        if (pattern.Length > RegexPattern.MaxLength)
            throw NotSupported(pattern, $"more than {RegexPattern.MaxLength:N0} characters");
        var parser = new RegexParser(pattern);
        var root = parser.Parse();
        if (RegexLookBehind.FindRefused(root, parser.HasNames) is { } refused)
            throw NotSupported(pattern, refused);
        var compiler = new RegexCompiler(pattern);
        compiler.Emit(root);
        compiler.Add(new(RegexOperation.Match));
        return new(pattern, [.. compiler.instructions], compiler.markCount, compiler.FirstOf(root));
    }

    private void Emit(RegexNode node)
    {
        // Nothing, many times, is many steps too.
        if (++emitted > 2 * MaxInstructions)
            throw TooLarge();
        switch (node)
        {
            case RegexNode.Set set:
                Add(new(RegexOperation.Set) { Set = set.Members });
                break;
            case RegexNode.Folded folded when isLookingBehind:
                foreach (int written in folded.Written)
                    Add(new(RegexOperation.Set) { Set = CodePointSet.Of(CaseFolding.Equivalents(written)) });
                break;
            case RegexNode.Folded folded:
                Add(new(RegexOperation.Folded) { Folded = folded.CodePoints });
                break;
            case RegexNode.Position position:
                Add(new(RegexOperation.Position) { Position = position.Where });
                break;
            case RegexNode.Sequence sequence:
                foreach (var item in sequence.Items)
                    Emit(item);
                break;
            case RegexNode.Choice choice:
                EmitChoice(choice.Options);
                break;
            case RegexNode.Repeat repeat:
                EmitRepeat(repeat);
                break;
            case RegexNode.Atomic atomic:
                EmitInner(new(RegexOperation.Atomic), atomic.Body, RegexOperation.Match);
                break;
            case RegexNode.Group group:
                Emit(group.Body);
                break;
            case RegexNode.Look { IsBehind: false } ahead:
                EmitInner(new(RegexOperation.LookAhead) { IsNegative = ahead.IsNegative }, ahead.Body, RegexOperation.Match);
                break;
            case RegexNode.Look behind:
                EmitLookBehind(behind);
                break;
        }
    }

    private void EmitLookBehind(RegexNode.Look behind)
    {
        var length = RegexLength.Of(behind.Body);
        if (length.IsSurelyEmpty)
        {
            if (behind.IsNegative)
                Add(new(RegexOperation.Set) { Set = CodePointSet.Empty });
            return;
        }
        var look = new RegexInstruction(RegexOperation.LookBehind) { IsNegative = behind.IsNegative, Min = (int)length.Min, Max = (int)length.Max };
        bool wasLookingBehind = isLookingBehind;
        isLookingBehind = true;
        EmitInner(look, behind.Body, RegexOperation.MatchBehind);
        isLookingBehind = wasLookingBehind;
    }

    private void EmitInner(RegexInstruction instruction, RegexNode body, RegexOperation end)
    {
        int at = Add(instruction);
        Emit(body);
        Add(new(end));
        SetTarget(at);
    }

    private void EmitChoice(IReadOnlyList<RegexNode> options)
    {
        var begin = options.Select(FirstOf).ToList();
        int[] begins = new int[options.Count];
        List<int> jumps = [];
        int asciiJump = Add(new(RegexOperation.AsciiJump));
        for (int i = 0; i < options.Count - 1; i++)
        {
            begins[i] = Add(new(RegexOperation.Fork) { Set = begin[i] });
            Emit(options[i]);
            jumps.Add(Add(new(RegexOperation.Jump)));
            SetTarget(begins[i]);
        }
        begins[^1] = instructions.Count;
        Emit(options[^1]);
        jumps.ForEach(SetTarget);
        int last = options.Count - 1;
        int[] targets = new int[128];
        for (int c = 0; c < targets.Length; c++)
        {
            int first = 0, other;
            while (first < last && !MayBegin(first, c))
                first++;
            for (other = first + 1; other <= last && !MayBegin(other, c);)
                other++;
            // Where no later way can match either, the fork itself is passed over.
            targets[c] = begins[first] + (first < last && other > last ? 1 : 0);
        }
        instructions[asciiJump] = instructions[asciiJump] with { AsciiTargets = targets };

        bool MayBegin(int option, int c) => begin[option]?.Contains(c) ?? true;
    }

    private void EmitRepeat(RegexNode.Repeat repeat)
    {
        if (repeat.Greed != RegexGreed.Lazy && WithoutGroups(repeat.Body) is RegexNode.Set set)
        {
            var operation = repeat.Greed == RegexGreed.Greedy ? RegexOperation.Loop : RegexOperation.PossessiveLoop;
            Add(new(operation) { Set = set.Members, Min = repeat.Min, Max = repeat.Max });
            return;
        }
        if (repeat.Greed == RegexGreed.Possessive)
        {
            EmitInner(new(RegexOperation.Atomic), repeat with { Greed = RegexGreed.Greedy }, RegexOperation.Match);
            return;
        }
        for (int i = 0; i < repeat.Min; i++)
            Emit(repeat.Body);
        var operationOfFork = repeat.Greed == RegexGreed.Greedy ? RegexOperation.Fork : RegexOperation.LazyFork;
        var first = repeat.Greed == RegexGreed.Greedy ? FirstOf(repeat.Body) : null;
        if (repeat.Max == RegexLength.Endless)
        {
            EmitEndless(repeat.Body, new(operationOfFork) { Set = first });
            return;
        }
        List<int> forks = [];
        for (int i = repeat.Min; i < repeat.Max; i++)
        {
            forks.Add(Add(new(operationOfFork) { Set = first }));
            Emit(repeat.Body);
        }
        forks.ForEach(SetTarget);
    }

    private static RegexNode WithoutGroups(RegexNode node) => node is RegexNode.Group group ? WithoutGroups(group.Body) : node;

    private void EmitEndless(RegexNode body, RegexInstruction forkInstruction)
    {
        int fork = Add(forkInstruction);
        if (RegexLength.Of(body).Min > 0)
        {
            Emit(body);
            Add(new(RegexOperation.Jump) { Target = fork });
            SetTarget(fork);
            return;
        }
        int mark = markCount++;
        Add(new(RegexOperation.Mark) { Mark = mark });
        Emit(body);
        int leave = Add(new(RegexOperation.LeaveIfUnmoved) { Mark = mark });
        Add(new(RegexOperation.Jump) { Target = fork });
        SetTarget(fork);
        SetTarget(leave);
    }

    private int Add(RegexInstruction instruction)
    {
        if (instructions.Count == MaxInstructions)
            throw TooLarge();
        instructions.Add(instruction);
        return instructions.Count - 1;
    }

    private void SetTarget(int at) => instructions[at] = instructions[at] with { Target = instructions.Count };

    private NotSupportedException TooLarge() => NotSupported(pattern, "repetitions that are too large");

    private static NotSupportedException NotSupported(string pattern, string construct) =>
        new($"The regular expression '{ShownPattern.Of(pattern)}' has {construct}, which is not supported.");

    /// <summary>The set that every match of the node begins with; null if a match may be empty.</summary>
    private CodePointSet? FirstOf(RegexNode node)
    {
        // A repetition's body comes by many times.
        if (!firsts.TryGetValue(node, out var first))
        {
            var (set, mayBeEmpty) = First(node);
            firsts.Add(node, first = mayBeEmpty ? null : set);
        }
        return first;
    }

    private static (CodePointSet Set, bool MayBeEmpty) First(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Set set:
                return (set.Members, false);
            case RegexNode.Folded folded:
                int first = folded.CodePoints[0];
                return (CodePointSet.Of(CaseFolding.Folding.Where(c => CaseFolding.Fold(c)[0] == first).Append(first)), false);
            case RegexNode.Atomic atomic:
                return First(atomic.Body);
            case RegexNode.Group group:
                return First(group.Body);
            case RegexNode.Repeat repeat:
                var (body, bodyMayBeEmpty) = First(repeat.Body);
                return (body, bodyMayBeEmpty || repeat.Min == 0);
            case RegexNode.Choice choice:
                var options = choice.Options.Select(First).ToList();
                return (CodePointSet.Union(options.Select(o => o.Set)), options.Any(o => o.MayBeEmpty));
            case RegexNode.Sequence sequence:
                List<CodePointSet> sets = [];
                foreach (var item in sequence.Items)
                {
                    var (set, mayBeEmpty) = First(item);
                    sets.Add(set);
                    if (!mayBeEmpty)
                        return (CodePointSet.Union(sets), false);
                }
                return (CodePointSet.Union(sets), true);
            default:
                return (CodePointSet.Empty, true);
        }
    }
}
