namespace ImageSamples;

/// <summary>A picture on a sheet.</summary>
/// <param name="Image">An encoded image.</param>
/// <param name="Caption">Below it.</param>
/// <param name="Colour">Of its frame.</param>
internal sealed record Tile(byte[] Image, string Caption, string Colour);
