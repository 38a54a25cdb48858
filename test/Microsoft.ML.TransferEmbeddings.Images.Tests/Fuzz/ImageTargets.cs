using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images.Fuzz;

/// <summary>Every format that the package for images reads, by name.</summary>
internal static class ImageTargets
{
    public static IReadOnlyDictionary<string, Func<FuzzTarget>> All { get; } = DrawnFiles.Formats
        .Select(format => KeyValuePair.Create<string, Func<FuzzTarget>>(format, () => new ImageFileTarget(format)))
        .Append(KeyValuePair.Create<string, Func<FuzzTarget>>("onnx-vision", () => new VisionGraphTarget()))
        .ToDictionary();
}
