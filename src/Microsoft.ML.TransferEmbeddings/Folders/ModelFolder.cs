using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Folders;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Folder of a pretrained model on disk. All paths are relative to it, and none may lead out of it. Immutable and thread-safe.</summary>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class ModelFolder
{
    private readonly string path;

    /// <summary>Opens a folder that exists.</summary>
    /// <param name="directory">Path of the folder.</param>
    /// <exception cref="ArgumentNullException"><paramref name="directory"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty or has a NUL character.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public ModelFolder(string directory)
    {
        FilePath.Require(directory);
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(directory));
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(
                File.Exists(path)
                    ? $"'{path}' is a file, and the folder of a model was expected. Give the folder that the file lies in."
                    : $"The model folder '{path}' does not exist. Give the folder that holds the model's files.");
        }
    }

    /// <summary>Full path of the folder.</summary>
    public string Path => path;

    /// <summary>Returns whether the folder has a file.</summary>
    /// <param name="relativePath">Path in the folder.</param>
    /// <exception cref="InvalidDataException">The path leads out of the folder.</exception>
    public bool Has(string relativePath) => File.Exists(Full(relativePath));

    /// <summary>Returns the path of the first of several files that exists.</summary>
    /// <param name="relativePaths">Paths in the folder.</param>
    /// <returns>The path in the folder; null if none of the files exists.</returns>
    /// <exception cref="InvalidDataException">A path leads out of the folder.</exception>
    public string? FirstOf(params ReadOnlySpan<string> relativePaths)
    {
        foreach (string relativePath in relativePaths)
        {
            if (Has(relativePath))
                return relativePath;
        }
        return null;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="relativePath">Path in the folder. Its last part becomes the file's name.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The path leads out of the folder; or there is nothing in the file, as in a pipe; or it is a pointer of Git LFS.</exception>
    /// <exception cref="NotSupportedException">The file has 2 GB or more.</exception>
    public ModelFile ReadFile(string relativePath)
    {
        if (!Has(relativePath))
            throw new FileNotFoundException($"The model folder '{path}' lacks '{relativePath}'. Copy the whole model into the folder.", Full(relativePath));
        if (new FileInfo(Full(relativePath)).Length > Array.MaxLength)
            throw new NotSupportedException($"'{Full(relativePath)}' has 2 GB or more and is not read. Use a quantized export of the model.");
        return ModelFile.FromFile(Full(relativePath));
    }

    /// <summary>The lines of a text file.</summary>
    internal IEnumerable<string> ReadLines(string relativePath) => ContentFile.HasContent(Full(relativePath)) ? File.ReadLines(Full(relativePath)) : [];

    /// <summary>A folder in this one; this one for an empty path.</summary>
    internal ModelFolder Folder(string relativePath) => relativePath.Length == 0 ? this : new ModelFolder(Full(relativePath));

    /// <summary>Whether there is such a folder in this one.</summary>
    internal bool HasFolder(string relativePath) => Directory.Exists(Full(relativePath));

    /// <summary>The files in a folder of this one, by their paths from here, in the order of their names.</summary>
    internal IEnumerable<string> Files(string relativePath, string pattern) =>
        Directory.Exists(Full(relativePath))
            ? Directory.GetFiles(Full(relativePath), pattern)
                .Select(file => System.IO.Path.Combine(relativePath, System.IO.Path.GetFileName(file)))
                .Order(StringComparer.Ordinal)
            : [];

    /// <summary>Reads a JSON file of the folder.</summary>
    /// <param name="relativePath">Path in the folder.</param>
    /// <returns>The content; if there is no such file, one that does not exist (<see cref="ModelJson.Exists"/>).</returns>
    /// <exception cref="InvalidDataException">The file is not valid JSON, or the path leads out of the folder.</exception>
    public ModelJson ReadJson(string relativePath) =>
        Has(relativePath) ? ModelJson.Parse(ContentFile.Read(Full(relativePath)), Full(relativePath)) : new ModelJson(null, Full(relativePath));

    /// <summary>Returns the license that the front matter of README.md names; null if it names none.</summary>
    public string? ReadLicense() => ModelCard.ReadLicense(this);

    /// <exception cref="InvalidDataException">A file of the model names a file outside the folder.</exception>
    private string Full(string relativePath)
    {
        if (relativePath.Contains('\0'))
            throw new InvalidDataException($"The model in '{path}' names the file '{relativePath.Replace('\0', '\u2400')}' with a NUL character (shown as \u2400). Download or copy the model again.");
        string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(path, relativePath));
        string inside = System.IO.Path.EndsInDirectorySeparator(path) ? path : path + System.IO.Path.DirectorySeparatorChar;
        return full == path || full.StartsWith(inside, StringComparison.Ordinal)
            ? full
            : throw new InvalidDataException(
                $"The model in '{path}' names '{relativePath}', which lies outside its folder. " +
                "Use a model whose files are all in its folder.");
    }
}
