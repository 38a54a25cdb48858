namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>Where a row's vector comes from, if from no row of the same call.</summary>
internal static class RowSource
{
    public const int Found = -1, Awaited = -2;
}
