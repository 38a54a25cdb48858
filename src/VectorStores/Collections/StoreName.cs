using Microsoft.Extensions.VectorData;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Collections;

/// <summary>What a store is called in metadata and errors.</summary>
/// <param name="System">Of which kind it is, as OpenTelemetry names it.</param>
/// <param name="Name">Of its file or database; null where it has none.</param>
internal sealed record StoreName(string System, string? Name)
{
    /// <summary>The services that every store has: its metadata, and itself.</summary>
    public object? FindService(VectorStore store, Type serviceType, object? serviceKey)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreMetadata) ? new VectorStoreMetadata { VectorStoreSystemName = System, VectorStoreName = Name }
            : serviceType.IsInstanceOfType(store) ? store
            : null;
    }
}
