using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings;

namespace Reporting;

/// <summary>What a reader must know of where numbers come from, without a word about whose machine it was.</summary>
public static class Machine
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>Two lines: the hardware with its operating system, and the versions of what ran on it.</summary>
    public static string Describe()
    {
        string cores = Environment.ProcessorCount == 1 ? "1 core" : $"{Environment.ProcessorCount} cores";
        string mlNet = VersionOf(typeof(MLContext)), onnxRuntime = OrtEnv.Instance().GetVersionString(), own = VersionOf(typeof(TextEmbeddingModel));
        return $"""
            {RuntimeInformation.ProcessArchitecture}, {cores}, {Processor()}, {RuntimeInformation.OSDescription},
            {RuntimeInformation.FrameworkDescription}, Microsoft.ML {mlNet}, ONNX Runtime {onnxRuntime}, Microsoft.ML.TransferEmbeddings {own}.
            """;
    }

    /// <summary>A virtual machine's processor often has a name that says little; its family and model number tell what it is.</summary>
    private static string Processor()
    {
        if (!File.Exists(ProcessorFile))
            return "unknown processor";
        var first = File.ReadLines(ProcessorFile).TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1]);
        string name = first["model name"].FirstOrDefault() ?? "unknown processor";
        return first["cpu family"].FirstOrDefault() is { } family ? $"{name} (family {family}, model {first["model"].FirstOrDefault()})" : name;
    }

    /// <summary>The package's version, without the commit after the plus sign.</summary>
    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
