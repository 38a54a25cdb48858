using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <param name="Path">The file.</param>
/// <param name="IsLossless">Whether every decoder gives the same levels.</param>
/// <param name="Width">Upright.</param>
/// <param name="Height">Upright.</param>
/// <param name="Expected">By setting.</param>
internal sealed record ReferenceImage(string Path, bool IsLossless, int Width, int Height, JsonNode Expected)
{
    public string Name => System.IO.Path.GetFileName(Path);
}
