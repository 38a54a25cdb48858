using System.Collections;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>The files of a pretrained model by their names. Immutable and thread-safe.</summary>
public sealed class ModelFiles : IReadOnlyList<ModelFile>
{
    private readonly ModelFile[] files;

    /// <summary>Takes files whose names differ.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <exception cref="ArgumentException">Two files have the same name.</exception>
    public ModelFiles(params IEnumerable<ModelFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        this.files = [.. files];
        var names = new HashSet<string>();
        if (this.files.FirstOrDefault(file => !names.Add(file.Name)) is { } twin)
            throw new ArgumentException($"Two files have the name '{twin.Name}'. Give each a name of its own.", nameof(files));
    }

    /// <summary>The number of files.</summary>
    public int Count => files.Length;

    /// <summary>A file by its place.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ModelFile this[int index] => files[index];

    /// <summary>The file of a name, or null where there is none.</summary>
    /// <param name="name">Compared exactly, upper and lower case apart.</param>
    public ModelFile? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Find(files, file => file.Name == name);
    }

    /// <summary>The file of a name.</summary>
    /// <param name="name">Compared exactly, upper and lower case apart.</param>
    /// <exception cref="InvalidDataException">There is no such file.</exception>
    public ModelFile Required(string name) =>
        Find(name) ?? throw new InvalidDataException($"The model lacks the file '{name}'; it has {string.Join(", ", files.Select(file => $"'{file.Name}'"))}. Copy the whole model again.");

    /// <summary>The same files with another one in place of its namesake, or beside them where there is none.</summary>
    /// <param name="file">The file.</param>
    public ModelFiles With(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Find(file.Name) is null ? new ModelFiles([.. files, file]) : new ModelFiles(files.Select(other => other.Name == file.Name ? file : other));
    }

    /// <summary>The files in the order in which they were given.</summary>
    public IEnumerator<ModelFile> GetEnumerator() => files.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
