using System.IO.Compression;
using System.Xml.Linq;

namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>What a .nupkg holds and asks for.</summary>
internal static class PackedPackage
{
    /// <summary>The names of its files in order, without what every package has for itself.</summary>
    public static IEnumerable<string> Files(string path)
    {
        using var package = ZipFile.OpenRead(path);
        return
        [
            .. package.Entries
                .Select(entry => entry.FullName)
                .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The packages that it needs, each with its range of versions.</summary>
    public static Dictionary<string, string> Dependencies(string path)
    {
        using var package = ZipFile.OpenRead(path);
        using var specification = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(specification).Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(element => (string)element.Attribute("id")!, element => (string)element.Attribute("version")!);
    }
}
