using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.TransferEmbeddings;

namespace SentimentExperiment;

/// <summary>What a reader needs to know of where the numbers come from.</summary>
public static class Machine
{
    public static string Describe() =>
        $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, " +
        $"Microsoft.ML {VersionOf(typeof(MLContext))}, Microsoft.ML.TransferEmbeddings {VersionOf(typeof(TextEmbeddingModel))}";

    /// <summary>The package's version, without the commit behind the plus sign.</summary>
    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
