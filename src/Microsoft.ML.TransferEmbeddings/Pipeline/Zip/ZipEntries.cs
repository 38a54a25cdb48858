using System.IO.Compression;
using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

/// <summary>
/// The entries of the zip that ML.NET is reading. It would unpack each into the temporary folder, whatever its size; here sizes are known first, and what is read goes
/// straight into memory.
/// </summary>
internal static class ZipEntries
{
    /// <summary>An entry; null where the zip has none of that name.</summary>
    /// <param name="context">Of the stage.</param>
    /// <param name="folder">In the zip; null for its root.</param>
    /// <param name="name">The file's.</param>
    public static ZipArchiveEntry? Find(ModelLoadContext context, string? folder, string name)
    {
        if (context.Repository is not { } repository)
            return null;
        string path = Path.Combine(folder ?? "", name).Replace('\\', '/');
        return repository._entries.GetValueOrDefault(path) ?? repository._entries.GetValueOrDefault(path.Replace('/', '\\'));
    }

    /// <summary>What is wrong with the sizes of the zip's entries, in words; null where nothing is.</summary>
    public static string? FindExcess(ModelLoadContext context) => context.Repository is { } repository ? ZipGrowth.FindExcess(repository._entries.Values) : null;
}
