using System.Security.Cryptography;

namespace Microsoft.ML.TransferEmbeddings.Files;

/// <summary>A file of a pretrained model, held in memory: weights, a vocabulary. Immutable.</summary>
internal sealed class ModelPart(string name, ReadOnlyMemory<byte> content, string? source = null)
{
    private string? sha256;

    /// <summary>The file's name without folders; also its name in the model zip.</summary>
    public string Name { get; } = name;

    public ReadOnlyMemory<byte> Content { get; } = content;

    /// <summary>The full path of the file that the content was read from; null where it was made in memory or came from a zip.</summary>
    public string? Source { get; } = source;

    public string Sha256 => sha256 ??= Convert.ToHexStringLower(SHA256.HashData(Content.Span));

    /// <summary>The file's path, for messages.</summary>
    /// <param name="origin">Where the part is from, if it was not read from a file.</param>
    public string PathFrom(string origin) => Source ?? Path.Combine(origin, Name);

    /// <summary>The same file under another name.</summary>
    public ModelPart Named(string other) => new(other, Content, Source);

    public static ModelPart FromFile(string path) => new(Path.GetFileName(path), File.ReadAllBytes(path), Path.GetFullPath(path));
}
