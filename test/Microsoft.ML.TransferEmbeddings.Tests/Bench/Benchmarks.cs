namespace Microsoft.ML.TransferEmbeddings.Tests.Bench;

/// <summary>The program of <c>bench/</c>.</summary>
internal static class Benchmarks
{
    private const string Program = "Microsoft.ML.TransferEmbeddings.Benchmarks.dll";

    public static string Run(params string[] arguments) => FreshProcess.RunSample(Program, arguments);

    public static FreshProcess Start(params string[] arguments) => FreshProcess.StartSample(Program, arguments);
}
