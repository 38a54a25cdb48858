namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>Names of ML.NET's column annotations.</summary>
internal static class AnnotationNames
{
    public const string KeyValues = "KeyValues";

    public const string SlotNames = "SlotNames";
}
