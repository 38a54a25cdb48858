using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Reporting;

/// <summary>On what the numbers were measured, without a word about whose machine it was.</summary>
internal static class MachineDescription
{
    private const string ProcessorFile = "/proc/cpuinfo";

    public static Section Describe(int rounds) => new(
        "Where and how",
        $"""
        {Processor()}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture}).
        {RuntimeInformation.FrameworkDescription}, Microsoft.ML {Version(typeof(MLContext))}, ONNX Runtime {OrtEnv.Instance().GetVersionString()}.
        Medians over {rounds} rounds; the ways of a table run in turn in one process, and a ratio is the median of the rounds' ratios.
        """);

    private static string Processor()
    {
        const string key = "model name";
        string? line = File.Exists(ProcessorFile) ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? "Unknown processor";
    }

    private static string Version(Type type) => type.Assembly.GetName().Version!.ToString(3);
}
