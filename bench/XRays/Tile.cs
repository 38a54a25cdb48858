namespace Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;

/// <summary>A picture on a sheet.</summary>
/// <param name="Image">An encoded image.</param>
/// <param name="Caption">Below it.</param>
/// <param name="Color">Of its frame.</param>
internal sealed record Tile(byte[] Image, string Caption, string Color);
