using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

/// <summary>What a filter is made of.</summary>
/// <param name="Kind">word, integer, float, string, symbol, or end.</param>
/// <param name="Text">Of words and symbols, with one spelling for each operator.</param>
/// <param name="Value">Of numbers and strings.</param>
internal sealed record FilterToken(string Kind, string Text, object? Value = null);

/// <summary>Divides a filter into tokens, as the grammar of Milvus' planner has them.</summary>
internal static partial class FilterTokens
{
    public static IReadOnlyList<FilterToken> Read(string filter)
    {
        var tokens = new List<FilterToken>();
        for (int place = 0; place < filter.Length;)
        {
            var match = Token.Match(filter, place);
            if (!match.Success)
                throw new Refusal($"the filter has '{filter[place]}' at {place}: {filter}");
            place += match.Length;
            if (match.Groups["space"].Success)
                continue;
            tokens.Add(
                match.Groups["float"].Success ? new FilterToken("float", match.Value, double.Parse(match.Value, CultureInfo.InvariantCulture))
                : match.Groups["integer"].Success ? new FilterToken("integer", match.Value, Integer(match.Value))
                : match.Groups["string"].Success ? new FilterToken("string", match.Value, Unquote(match.Value[1..^1]))
                : match.Groups["word"].Success ? Word(match.Value)
                : new FilterToken("symbol", match.Value switch { "&&" => "and", "||" => "or", "!" => "not", _ => match.Value }));
        }
        tokens.Add(new FilterToken("end", ""));
        return tokens;
    }

    /// <summary>Operators are keywords in lower or in upper case; everything else is a name.</summary>
    private static FilterToken Word(string word) => word switch
    {
        "and" or "AND" => new FilterToken("symbol", "and"),
        "or" or "OR" => new FilterToken("symbol", "or"),
        "not" or "NOT" => new FilterToken("symbol", "not"),
        "in" or "IN" => new FilterToken("symbol", "in"),
        "is null" or "IS NULL" => new FilterToken("symbol", "is null"),
        "is not null" or "IS NOT NULL" => new FilterToken("symbol", "is not null"),
        "true" or "True" or "TRUE" => new FilterToken("boolean", word, true),
        "false" or "False" or "FALSE" => new FilterToken("boolean", word, false),
        _ => new FilterToken("word", word),
    };

    /// <summary>The digits alone are a number of 64 bits, whatever sign stands before them.</summary>
    private static long Integer(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw new Refusal($"{digits} is more than a number of 64 bits");

    private static string Unquote(string text)
    {
        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            result.Append(text[i] != '\\' ? text[i] : text[++i] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '\\' or '"' or '\'' => text[i],
                _ => throw new Refusal($"the escape \\{text[i]}"),
            });
        }
        return result.ToString();
    }

    [GeneratedRegex("""
        \G(?:(?<space>[\ \t\r\n]+)
        |(?<float>(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)
        |(?<integer>0(?![0-9])|[1-9][0-9]*)
        |(?<string>"(?:[^"\\\r\n]|\\[^\r\n])*"|'(?:[^'\\\r\n]|\\[^\r\n])*')
        |(?<word>is\ not\ null\b|IS\ NOT\ NULL\b|is\ null\b|IS\ NULL\b|[A-Za-z_][A-Za-z0-9_]*)
        |&&|\|\||==|!=|<=|>=|\*\*|[<>!()\[\]{},+\-*/%~])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token { get; }
}
