namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>Where vectors of an encoder are looked for, in this order; null where there is no such place.</summary>
/// <param name="Memory">The first.</param>
/// <param name="Stored">The second, which outlives the process.</param>
internal sealed record CacheLayers(VectorTable? Memory, StoredVectors? Stored)
{
    public static CacheLayers None { get; } = new(null, null);

    public bool AreNone => Memory is null && Stored is null;
}
