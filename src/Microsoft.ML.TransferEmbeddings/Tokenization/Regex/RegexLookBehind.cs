namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>What Oniguruma refuses in a look-behind, also in one that is repeated no times.</summary>
internal static class RegexLookBehind
{
    private const int MaxLength = 65_535;

    /// <summary>The first construct that is refused; null if there is none.</summary>
    /// <param name="node">The pattern.</param>
    /// <param name="hasNames">Whether it has named groups: unnamed ones capture only if it has none.</param>
    public static string? FindRefused(RegexNode node, bool hasNames) =>
        (node is RegexNode.Look { IsBehind: true } look ? RefusalOf(look, hasNames) : null)
        ?? node.Parts.Select(part => FindRefused(part, hasNames)).FirstOrDefault(refused => refused is not null);

    private static string? RefusalOf(RegexNode.Look look, bool hasNames)
    {
        if (RefusalIn(look.Body, look.IsNegative, hasNames) is { } refused)
            return refused;
        var length = RegexLength.Of(look.Body);
        return length.Min > MaxLength || length.Max is > MaxLength and < RegexLength.Endless ? $"a look-behind of more than {MaxLength:N0} characters" : null;
    }

    private static string? RefusalIn(RegexNode node, bool isNegative, bool hasNames) => node switch
    {
        RegexNode.Position { Where: RegexPosition.TextEnd or RegexPosition.LastLineEnd } => "a look-behind with \\z or \\Z",
        RegexNode.Look { IsBehind: false } => "a look-ahead in a look-behind",
        RegexNode.Look { IsNegative: true } when !isNegative => "a negative look-behind in another look-behind",
        RegexNode.Group { Kind: var kind } when isNegative && kind == (hasNames ? RegexGroupKind.Named : RegexGroupKind.Unnamed) =>
            "a negative look-behind with a group that captures",
        _ => node.Parts.Select(part => RefusalIn(part, isNegative, hasNames)).FirstOrDefault(refused => refused is not null),
    };
}
