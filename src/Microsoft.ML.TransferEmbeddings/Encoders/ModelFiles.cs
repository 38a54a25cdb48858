using System.Collections;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Files of a pretrained model, found by name. Immutable and thread-safe.</summary>
public sealed class ModelFiles : IReadOnlyList<ModelFile>
{
    private readonly ModelFile[] files;

    /// <summary>Creates a list of files.</summary>
    /// <param name="files">The files, each with a name of its own. Their order is kept.</param>
    /// <exception cref="ArgumentNullException"><paramref name="files"/> is null.</exception>
    /// <exception cref="ArgumentException">Two files have the same name.</exception>
    public ModelFiles(params IEnumerable<ModelFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        this.files = [.. files];
        var names = new HashSet<string>();
        if (this.files.FirstOrDefault(file => !names.Add(file.Name)) is { } twin)
            throw new ArgumentException($"Two files have the name '{twin.Name}'. Give each a name of its own.", nameof(files));
    }

    /// <summary>Number of files.</summary>
    public int Count => files.Length;

    /// <summary>Gets the file at an index.</summary>
    /// <param name="index">Index of the file, from 0 to <see cref="Count"/> - 1.</param>
    public ModelFile this[int index] => files[index];

    /// <summary>Finds the file with a name.</summary>
    /// <param name="name">Name of the file, case-sensitive.</param>
    /// <returns>The file; null if there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public ModelFile? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Find(files, file => file.Name == name);
    }

    /// <summary>Returns the file with a name.</summary>
    /// <param name="name">Name of the file, case-sensitive.</param>
    /// <exception cref="InvalidDataException">There is no such file.</exception>
    public ModelFile Required(string name) =>
        Find(name) ?? throw new InvalidDataException($"The model lacks the file '{name}'; it has {string.Join(", ", files.Select(file => $"'{file.Name}'"))}. Copy the whole model again.");

    /// <summary>Makes a list with a file in place of the one with the same name, or added if there is none.</summary>
    /// <param name="file">The file.</param>
    /// <returns>A new list; this one does not change.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    public ModelFiles With(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Find(file.Name) is null ? new ModelFiles([.. files, file]) : new ModelFiles(files.Select(other => other.Name == file.Name ? file : other));
    }

    /// <summary>Enumerates the files in the order in which they were given.</summary>
    public IEnumerator<ModelFile> GetEnumerator() => files.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
