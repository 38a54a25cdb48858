using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>
/// All that makes an encoder's vectors what they are: its kind, its settings, its files. Immutable; what a model zip holds.
/// An encoder is opened from it.
/// </summary>
internal abstract class EncoderDefinition(string kind, JsonObject settings, IReadOnlyList<ModelPart> parts)
{
    /// <summary>Part of every fingerprint: raised when a change of this library gives other vectors for the same files and settings.</summary>
    private const int Revision = 1;

    private static readonly Dictionary<string, WeakReference<EncoderDefinition>> Known = [];

    private string? fingerprint;

    public string Kind { get; } = kind;

    public JsonObject Settings { get; } = settings;

    public IReadOnlyList<ModelPart> Parts { get; } = parts;

    /// <summary>Equal fingerprints: equal vectors. SHA-256 over kind, settings and files, in hexadecimal.</summary>
    public string Fingerprint => fingerprint ??= ComputeFingerprint();

    /// <summary>What reads a stage with this encoder from a model zip.</summary>
    public virtual ZipLoader Loader => EmbeddingTransformerLoader.Loader;

    public abstract EmbeddingEncoder Open(ExecutionDevice device);

    /// <summary>
    /// The process's one definition of this content: files, vocabulary and table of a model are in memory once, however often it is read or loaded.
    /// </summary>
    public EncoderDefinition Shared()
    {
        // Hashed before the lock is taken: large files take a while.
        string key = Fingerprint;
        lock (Known)
        {
            if (Known.TryGetValue(key, out var reference) && reference.TryGetTarget(out var known))
                return known;
            foreach (string forgotten in Known.Where(entry => !entry.Value.TryGetTarget(out _)).Select(entry => entry.Key).ToArray())
                Known.Remove(forgotten);
            Known[key] = new WeakReference<EncoderDefinition>(this);
            return this;
        }
    }

    private string ComputeFingerprint()
    {
        var text = new StringBuilder(Kind).Append(' ').Append(Revision).Append('\n').Append(Settings.ToJsonString()).Append('\n');
        foreach (var part in Parts)
            text.Append(part.Name).Append(' ').Append(part.Sha256).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
