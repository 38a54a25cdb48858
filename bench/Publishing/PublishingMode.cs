namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Publishing;

/// <summary>A way to publish a program.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Properties">Of the project, as MSBuild takes them.</param>
internal sealed record PublishingMode(string Name, params IReadOnlyList<string> Properties)
{
    /// <summary>The ways that an ML.NET developer may choose among.</summary>
    public static IReadOnlyList<PublishingMode> All { get; } =
    [
        new("`dotnet publish`, nothing else"),
        new("Self-contained", "SelfContained=true"),
        new("One file", "SelfContained=true", "PublishSingleFile=true"),
        new("One compressed file", "SelfContained=true", "PublishSingleFile=true", "EnableCompressionInSingleFile=true"),
        new("One file that unpacks itself", "SelfContained=true", "PublishSingleFile=true", "IncludeAllContentForSelfExtract=true"),
        new("ReadyToRun", "SelfContained=true", "PublishReadyToRun=true"),
        new("Invariant globalization", "InvariantGlobalization=true"),
        new("No reflection for JSON", "JsonSerializerIsReflectionEnabledByDefault=false"),
        new("Trimmed in part (`TrimMode=partial`)", "SelfContained=true", "PublishTrimmed=true", "TrimMode=partial"),
        new("Trimmed in full (`TrimMode=full`)", "SelfContained=true", "PublishTrimmed=true", "TrimMode=full"),
        new("Native AOT", "PublishAot=true"),
    ];
}
