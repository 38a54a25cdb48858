using System.Security.Cryptography;
using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A file of a pretrained model, such as weights or a vocabulary, held in memory. Immutable and thread-safe.</summary>
public sealed class ModelFile
{
    private string? sha256;

    /// <summary>Creates a file of bytes in memory.</summary>
    /// <param name="name">Name without folders, which is also the name in a model zip.</param>
    /// <param name="content">The bytes. They are not copied and must not change.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or has a folder.</exception>
    public ModelFile(string name, ReadOnlyMemory<byte> content)
        : this(name, content, source: null)
    {
    }

    internal ModelFile(string name, ReadOnlyMemory<byte> content, string? source)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!IsName(name))
            throw new ArgumentException($"'{name}' is not a valid name of a file: it must have no folder.", nameof(name));
        Name = name;
        Content = content;
        Source = source;
    }

    /// <summary>Name without folders, which is also the name in a model zip.</summary>
    public string Name { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>SHA-256 of the content in 64 hexadecimal digits; computed on first use.</summary>
    public string Sha256 => sha256 ??= Convert.ToHexStringLower(SHA256.HashData(Content.Span));

    /// <summary>The full path of the file that the content was read from; null where it was made in memory or came from a zip.</summary>
    internal string? Source { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file. Its last part becomes the name.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file has no content, as a pipe has none, or is a pointer of Git LFS.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static ModelFile FromFile(string path)
    {
        FilePath.Require(path);
        return new ModelFile(Path.GetFileName(path), ContentFile.Read(path), Path.GetFullPath(path));
    }

    /// <summary>Makes a file with the same content and another name.</summary>
    /// <param name="name">The new name, without folders.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or has a folder.</exception>
    public ModelFile Named(string name) => name == Name ? this : new ModelFile(name, Content, Source);

    /// <summary>Whether a text is a name without folders.</summary>
    internal static bool IsName(string? name) => !string.IsNullOrEmpty(name) && !name.AsSpan().ContainsAny('/', '\\') && name is not ("." or "..");

    /// <summary>The file's path, for messages.</summary>
    /// <param name="origin">Where the part is from, if it was not read from a file.</param>
    internal string PathFrom(string origin) => Source ?? Path.Combine(origin, Name);
}
