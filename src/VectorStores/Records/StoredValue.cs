namespace Microsoft.ML.TransferEmbeddings.VectorData.Records;

/// <summary>
/// The values that records may have, and what stores keep of them: the same in every store, so that a filter has one answer. Times are kept to the microsecond, those
/// with an offset as the same moment in UTC.
/// </summary>
internal static class StoredValue
{
    public const string KeyTypes = "string, int, long, Guid";
    public const string DataTypes = "bool, int, long, float, double, string, DateTime, DateTimeOffset, Guid, string[], List<string>";

    public static bool IsKey(Type type) => type == typeof(string) || type == typeof(int) || type == typeof(long) || type == typeof(Guid);

    public static bool IsData(Type type) => IsScalar(TypeOf(type)) || TypeOf(type) == typeof(string[]);

    /// <summary>The type that a store keeps for one of .NET.</summary>
    public static Type TypeOf(Type type) => type == typeof(List<string>) ? typeof(string[]) : Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>A value of a record, or one that it is compared with, as stores keep it.</summary>
    public static object? ToStored(object? value) => value switch
    {
        List<string> texts => texts.ToArray(),
        // Without a kind: stores have none.
        DateTime time => new DateTime(ToMicroseconds(time.Ticks), DateTimeKind.Unspecified),
        DateTimeOffset time => new DateTimeOffset(ToMicroseconds(time.UtcTicks), TimeSpan.Zero),
        _ => value,
    };

    /// <summary>A value of a store as one of a property.</summary>
    public static object? FromStored(object? value, Type propertyType) => value is string[] texts && propertyType == typeof(List<string>) ? new List<string>(texts) : value;

    private static bool IsScalar(Type type) =>
        IsKey(type) || type == typeof(bool) || type == typeof(float) || type == typeof(double) || type == typeof(DateTime) || type == typeof(DateTimeOffset);

    private static long ToMicroseconds(long ticks) => ticks - (ticks % TimeSpan.TicksPerMicrosecond);
}
