using System.Globalization;

namespace Reporting;

/// <summary>Numbers as tables show them, whatever the culture.</summary>
public static class Number
{
    /// <summary>A share as percent, without the sign.</summary>
    public static string Percent(double share) => Show(100 * share, "F1");

    /// <summary>Points more or fewer, with the sign.</summary>
    public static string Difference(double points) => Show(points, "+0.0;−0.0;0.0");

    public static string Show(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
