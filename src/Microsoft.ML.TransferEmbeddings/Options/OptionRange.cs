
namespace Microsoft.ML.TransferEmbeddings.Options;

/// <summary>Values that an option may have.</summary>
internal static class OptionRange
{
    public static int Between(int least, int most, int value, string name) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be between {least:N0} and {most:N0}.");

    /// <summary>NaN lies in no range.</summary>
    public static double Between(double least, double most, double value, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be between {least} and {most}.");

    public static int AtLeast(int least, int value, string name) =>
        value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {least:N0}.");

    public static long AtLeast(long least, long value, string name) =>
        value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {least:N0}.");

    public static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be positive and finite.");

    public static T Defined<T>(T value, string name)
        where T : struct, Enum => Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {string.Join(" or ", Enum.GetNames<T>())}.");

    public static string NotEmpty(string value, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, name);
        return value;
    }
}
