using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings.Folders;

/// <summary>A pretrained model's folder on disk, as somebody else wrote it.</summary>
internal sealed class ModelFolder
{
    private readonly string path;

    public ModelFolder(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(directory));
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(
                $"The model folder '{path}' does not exist. Give the folder that holds the model's files (config.json, " +
                "tokenizer.json, onnx/model.onnx or model.safetensors).");
        }
    }

    public string Path => path;

    public bool Has(string relativePath) => File.Exists(Full(relativePath));

    /// <summary>The first of the files that is there, or null.</summary>
    public string? FirstOf(params ReadOnlySpan<string> relativePaths)
    {
        foreach (string relativePath in relativePaths)
        {
            if (Has(relativePath))
                return relativePath;
        }
        return null;
    }

    public ModelPart ReadPart(string relativePath)
    {
        if (!Has(relativePath))
            throw new FileNotFoundException($"The model folder '{path}' lacks '{relativePath}'. Copy the whole model into the folder.", Full(relativePath));
        if (new FileInfo(Full(relativePath)).Length > Array.MaxLength)
            throw new NotSupportedException($"'{Full(relativePath)}' has 2 GB or more and is not read. Use a quantized export of the model.");
        return ModelPart.FromFile(Full(relativePath));
    }

    public IEnumerable<string> ReadLines(string relativePath) => File.ReadLines(Full(relativePath));

    /// <summary>A folder in this one; this one for an empty path.</summary>
    public ModelFolder Folder(string relativePath) => relativePath.Length == 0 ? this : new ModelFolder(Full(relativePath));

    /// <summary>The files in a folder of this one, by their paths from here, in the order of their names.</summary>
    public IEnumerable<string> Files(string relativePath, string pattern) =>
        Directory.Exists(Full(relativePath))
            ? Directory.GetFiles(Full(relativePath), pattern)
                .Select(file => System.IO.Path.Combine(relativePath, System.IO.Path.GetFileName(file)))
                .Order(StringComparer.Ordinal)
            : [];

    /// <summary>A JSON file of the folder; an empty one where there is none.</summary>
    public ModelJson ReadJson(string relativePath) =>
        Has(relativePath) ? ModelJson.Parse(File.ReadAllBytes(Full(relativePath)), Full(relativePath)) : new ModelJson(null, Full(relativePath));

    /// <exception cref="InvalidDataException">A file of the model names a file outside the folder.</exception>
    private string Full(string relativePath)
    {
        string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(path, relativePath));
        string inside = System.IO.Path.EndsInDirectorySeparator(path) ? path : path + System.IO.Path.DirectorySeparatorChar;
        return full == path || full.StartsWith(inside, StringComparison.Ordinal)
            ? full
            : throw new InvalidDataException(
                $"The model in '{path}' names '{relativePath}', which lies outside its folder. " +
                "Use a model whose files are all in its folder.");
    }
}
