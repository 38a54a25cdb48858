using System.Globalization;
using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>
/// What the hub says of its limits, in headers of an IETF draft (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers): which limit is used up, and in how
/// many seconds it begins anew; and what the limit is.
/// </summary>
internal static partial class RateLimit
{
    /// <summary>The hub's seconds are whole ones.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>The wait until no limit is used up; null where none is, or the hub says nothing of it.</summary>
    public static TimeSpan? WaitOf(HttpResponseMessage response)
    {
        var waits = Limit().Matches(Header(response, "RateLimit"))
            .Where(limit => Number(limit, "remaining") == 0)
            .Select(limit => TimeSpan.FromSeconds(Number(limit, "seconds")) + Rounding)
            .ToArray();
        return waits.Length > 0 ? waits.Max() : null;
    }

    /// <summary>For messages; empty where the hub does not say it.</summary>
    public static string DescribePolicy(HttpResponseMessage response) => Policy().Match(Header(response, "RateLimit-Policy")) is { Success: true } policy
        ? $" ({Number(policy, "quota"):N0} in {Number(policy, "seconds"):N0} seconds are allowed)"
        : "";

    private static string Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>Such as <c>"api";r=0;t=55</c>.</summary>
    [GeneratedRegex(@"""\w+""\s*;\s*r\s*=\s*(?<remaining>[0-9]{1,9})\s*;\s*t\s*=\s*(?<seconds>[0-9]{1,9})")]
    private static partial Regex Limit();

    /// <summary>Such as <c>"fixed window";"api";q=500;w=300</c>.</summary>
    [GeneratedRegex(@"q\s*=\s*(?<quota>[0-9]{1,9})[^,]*?w\s*=\s*(?<seconds>[0-9]{1,9})")]
    private static partial Regex Policy();
}
