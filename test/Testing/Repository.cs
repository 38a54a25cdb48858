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

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
