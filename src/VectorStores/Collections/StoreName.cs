namespace Microsoft.ML.TransferEmbeddings.VectorData.Collections;

/// <summary>What a store is called in metadata and errors.</summary>
/// <param name="System">Of which kind it is, as OpenTelemetry names it.</param>
/// <param name="Name">Of its file or database; null where it has none.</param>
internal sealed record StoreName(string System, string? Name);
