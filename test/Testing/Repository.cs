using System.Runtime.CompilerServices;

namespace Microsoft.ML.TransferEmbeddings.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
#if DEBUG
    public const string Configuration = "Debug";
#else
    public const string Configuration = "Release";
#endif

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourceFile())!, "../.."));

    public static string Project { get; } = Path.Combine(Root, "src", "Microsoft.ML.TransferEmbeddings", "Microsoft.ML.TransferEmbeddings.csproj");

    public static string ImagesProject { get; } = Path.Combine(Root, "src", "Microsoft.ML.TransferEmbeddings.Images", "Microsoft.ML.TransferEmbeddings.Images.csproj");

    public static string AIProject { get; } = Path.Combine(Root, "src", "Microsoft.ML.TransferEmbeddings.AI", "Microsoft.ML.TransferEmbeddings.AI.csproj");

    /// <summary>What the packages for vector stores have in common.</summary>
    public static string StoreSources { get; } = Path.Combine(Root, "src", "VectorStores", "VectorStores.targets");

    /// <summary>The projects of the packages, each of which is packed.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).SelectMany(folder => Directory.GetFiles(folder, "*.csproj")).Order(StringComparer.Ordinal)];

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
