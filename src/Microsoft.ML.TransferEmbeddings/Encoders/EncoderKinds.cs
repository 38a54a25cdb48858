using System.Collections.Concurrent;
using System.Reflection;

namespace Microsoft.ML.TransferEmbeddings.Encoders;

/// <summary>The kinds of encoder that assemblies register.</summary>
internal static class EncoderKinds
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyList<EncoderKindAttribute>> Known = new();

    /// <summary>The registration of a definition's class.</summary>
    /// <exception cref="InvalidOperationException">Its assembly does not register it.</exception>
    public static EncoderKindAttribute Of(Type definitionType) =>
        In(definitionType.Assembly).FirstOrDefault(kind => kind.DefinitionType == definitionType)
        ?? throw new InvalidOperationException(
            $"{definitionType} is not registered as a kind of encoder. Add [assembly: EncoderKind<{definitionType.Name}>(\"name-of-the-kind\")] to {definitionType.Assembly.GetName().Name}.");

    /// <summary>A kind by the names that a model zip has.</summary>
    /// <exception cref="NotSupportedException">The assembly is missing, or does not register the kind.</exception>
    public static EncoderKindAttribute Find(string kind, string assemblyName)
    {
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(new AssemblyName(assemblyName));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException)
        {
            throw new NotSupportedException(
                $"The model zip has an encoder of kind '{kind}' of the package {assemblyName}, which this program does not have. Reference the package ('dotnet add package {assemblyName}') and load the zip again.", e);
        }
        return In(assembly).FirstOrDefault(known => known.Name == kind)
            ?? throw new NotSupportedException(
                $"The model zip has an encoder of kind '{kind}', and this version of {assemblyName} knows {string.Join(", ", In(assembly).Select(known => $"'{known.Name}'").DefaultIfEmpty("none"))}. Update the package.");
    }

    private static IReadOnlyList<EncoderKindAttribute> In(Assembly assembly) =>
        Known.GetOrAdd(assembly, static assembly => [.. assembly.GetCustomAttributes<EncoderKindAttribute>()]);
}
