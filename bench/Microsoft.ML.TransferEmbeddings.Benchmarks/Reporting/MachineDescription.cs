using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Reporting;

/// <summary>On what the numbers were measured, without a word about whose machine it was.</summary>
internal static class MachineDescription
{
    private const string ProcessorFile = "/proc/cpuinfo";

    public static string Machine =>
        $"""
        {Processor()}, {Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "processor" : "processors")}, {RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture}).
        {RuntimeInformation.FrameworkDescription}, Microsoft.ML {VersionOf(typeof(MLContext))}, ONNX Runtime {OrtEnv.Instance().GetVersionString()}.
        """;

    public static Section Describe(int rounds) => new("Where and how", $"{Machine}\n{Rounds(rounds)}");

    /// <summary>How tables of several ways come about.</summary>
    public static string Rounds(int rounds) =>
        $"Medians over {rounds} rounds; the ways of a table run in turn in one process, and a ratio is the median of the rounds' ratios.";

    private static string Processor()
    {
        const string key = "model name";
        string? line = File.Exists(ProcessorFile) ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? "Unknown processor";
    }

    /// <summary>The package's version, without the commit behind the plus sign.</summary>
    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
