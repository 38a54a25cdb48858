using System.Globalization;
using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <param name="Id">Its key among the ratings.</param>
/// <param name="Title">With the year in parentheses, mostly.</param>
/// <param name="Genres">Some words.</param>
internal sealed partial record Film(string Id, string Title, string[] Genres)
{
    /// <summary>0 where the title has none.</summary>
    public int Year => YearPattern().Match(Title) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    /// <summary>The title without what stands in parentheses.</summary>
    public string Name => Title.Split(" (")[0];

    [GeneratedRegex(@"\((\d{4})\)\s*$")]
    private static partial Regex YearPattern();
}
