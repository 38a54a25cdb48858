using System.Reflection;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>A format that a stranger's file may have: whole files of it, damage to them, and how a user reads one. Used by one thread.</summary>
/// <param name="name">Of the format, for commands and tables.</param>
internal abstract class FuzzTarget(string name) : IDisposable
{
    /// <summary>A file that is made from a text goes into this, and one that takes more is a defect.</summary>
    protected const long Megabyte = 1 << 20;

    public string Name { get; } = name;

    /// <summary>Whole files, which are read without an error.</summary>
    public abstract IReadOnlyList<FuzzFile> Seeds { get; }

    /// <summary>Files that once did harm, of <c>Faults/NAME</c>: each is read or refused.</summary>
    public IReadOnlyList<FuzzFile> Faults
    {
        get
        {
            var assembly = Assembly.GetExecutingAssembly();
            string folder = $"Faults/{Name}/";
            return [.. assembly.GetManifestResourceNames().Select(resource => resource.Replace('\\', '/')).Where(resource => resource.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Select(resource => new FuzzFile(NameOfFault(resource[folder.Length..]), Content(assembly, resource)))];
        }
    }

    /// <summary>Managed memory that reading may take besides <see cref="FuzzRun.BytesAByte"/> for a byte of the file, however small the file is.</summary>
    public abstract long Overhead { get; }

    /// <summary>Managed memory that using what was read may take.</summary>
    public virtual long OverheadOfUse => 64 * Megabyte;

    /// <summary>How long reading and using a file may take.</summary>
    public virtual TimeSpan Limit => TimeSpan.FromSeconds(10);

    protected TemporaryFolder Folder { get; } = new();

    /// <returns>The content of a damaged file.</returns>
    public abstract byte[] Damage(FuzzFile whole, Random random);

    /// <summary>Reads a file as a user does.</summary>
    public abstract void Read(FuzzFile file);

    /// <summary>Uses what was read.</summary>
    public virtual void Use()
    {
    }

    /// <summary>Whether an error tells a user which file is wrong, and is of a kind that the documentation has.</summary>
    public abstract bool IsRefusal(Exception error);

    public virtual void Dispose() => Folder.Dispose();

    /// <summary>A name that begins with the name of the file as which it is read.</summary>
    protected virtual string NameOfFault(string resource) => resource;

    /// <summary>Writes a file into the target's folder.</summary>
    /// <returns>The path.</returns>
    protected string Write(FuzzFile file)
    {
        string path = Folder[file.Name];
        File.WriteAllBytes(path, file.Content);
        return path;
    }

    private static byte[] Content(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
