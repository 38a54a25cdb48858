namespace Microsoft.ML.TransferEmbeddings.Items.Data;

/// <summary>The order of keys: a shorter one first, so that whole numbers are in the order of their values; equally long ones by their characters.</summary>
internal static class KeyOrder
{
    public static int Compare(string one, string other) => one.Length != other.Length ? one.Length.CompareTo(other.Length) : string.CompareOrdinal(one, other);
}
