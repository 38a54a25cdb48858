using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests;

/// <summary>
/// Real models and reference values, in a folder "shared" beside the checkout. A clone has none: a test that needs it is skipped there.
/// </summary>
internal static class SharedFiles
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourceFile())!, "../../../shared"));

    /// <summary>The full path of a file or folder that is there; otherwise the running test is skipped.</summary>
    public static string Find(string relative)
    {
        string path = Path.Combine(Root, relative);
        Assert.SkipUnless(Path.Exists(path), $"needs '{relative}' of the folder 'shared' beside the checkout, which is not there");
        return path;
    }

    public static JsonNode Json(string relative) => JsonNode.Parse(File.ReadAllBytes(Find(relative)))!;

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
