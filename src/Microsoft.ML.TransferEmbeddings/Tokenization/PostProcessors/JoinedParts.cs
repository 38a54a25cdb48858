namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>Puts the parts of an encoding together.</summary>
internal static class JoinedParts
{
    /// <summary>The parts without what was cut off.</summary>
    public static List<EncodedToken> Main(IReadOnlyList<EncodedPart> parts)
    {
        if (parts.Count == 1)
            return parts[0].Tokens;
        var joined = new List<EncodedToken>(parts.Sum(part => part.Tokens.Count));
        foreach (var part in parts)
            joined.AddRange(part.Tokens);
        return joined;
    }

    /// <summary>
    /// Every combination of the parts and their overflow with at least one overflow part in it, in the original's order: combinations made so far with
    /// the next part and then with its overflow, and last the main parts with its overflow.
    /// </summary>
    public static IEnumerable<List<EncodedToken>> Overflowing(IReadOnlyList<EncodedPart> parts)
    {
        List<List<EncodedToken>[]> combinations = [];
        List<EncodedToken>[] main = [];
        foreach (var part in parts)
        {
            var next = new List<List<EncodedToken>[]>(combinations.Count);
            foreach (var combination in combinations)
            {
                next.Add([.. combination, part.Tokens]);
                next.AddRange(part.Overflowing.Select(overflow => (List<EncodedToken>[])[.. combination, overflow]));
            }
            next.AddRange(part.Overflowing.Select(overflow => (List<EncodedToken>[])[.. main, overflow]));
            combinations = next;
            main = [.. main, part.Tokens];
        }
        return combinations.Select(combination => combination.SelectMany(tokens => tokens).ToList());
    }
}
