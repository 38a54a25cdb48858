using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Persistence;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>
/// All that makes an encoder's vectors what they are: its kind, its settings, its files. Immutable; what a model zip holds.
/// An encoder is opened from it.
/// </summary>
internal abstract class EncoderDefinition(string kind, JsonObject settings, IReadOnlyList<ModelPart> parts)
{
    private string? fingerprint;

    public string Kind { get; } = kind;

    public JsonObject Settings { get; } = settings;

    public IReadOnlyList<ModelPart> Parts { get; } = parts;

    /// <summary>Equal fingerprints: equal vectors. SHA-256 over kind, settings and files, in hexadecimal.</summary>
    public string Fingerprint => fingerprint ??= ComputeFingerprint();

    public abstract EmbeddingEncoder Open(ExecutionDevice device);

    private string ComputeFingerprint()
    {
        var text = new StringBuilder(Kind).Append('\n').Append(Settings.ToJsonString()).Append('\n');
        foreach (var part in Parts)
            text.Append(part.Name).Append(' ').Append(part.Sha256).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
