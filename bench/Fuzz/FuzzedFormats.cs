using Microsoft.ML.TransferEmbeddings.Tests.Images;
using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;
using Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;
using Microsoft.ML.TransferEmbeddings.Tests.Images.Fuzz;
using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Fuzz;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Fuzz;

/// <summary>The formats that can be attacked by damaged files.</summary>
internal static class FuzzedFormats
{
    private static readonly Dictionary<string, Func<FuzzTarget>> All = CoreTargets.All.Concat(ImageTargets.All)
        .Append(KeyValuePair.Create<string, Func<FuzzTarget>>("vector-store", () => new StoreFileTarget())).ToDictionary();

    public static IReadOnlyList<string> Names => [.. All.Keys];

    public static bool IsPicture(string name) => DrawnFiles.Formats.Contains(name);

    public static FuzzTarget Create(string name) => All[name]();
}
