using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>
/// Whether the ML.NET of this process has the internal members that this package uses, which are listed in build/mlnet-internals.txt. The package also takes
/// versions that came after it: if one of them lacks a member, the first use of the package says so, rather than some fit or some zip much later.
/// </summary>
internal static class MLNetVersion
{
    /// <summary>The versions that the tests ran on.</summary>
    public static readonly string[] Tested = ["5.0.1", "6.0.0"];

    public static string Loaded => VersionOf(typeof(MLContext).Assembly);

    /// <summary>
    /// Runs before any method of this assembly, as no other code does: the compilation of a method that constructs one of our stages already needs ML.NET's
    /// base types. With a tested version it reads a version and no more.
    /// </summary>
    /// <exception cref="NotSupportedException">ML.NET lacks a member.</exception>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "Nothing else is early enough.")]
    internal static void Check()
    {
        if (!Tested.Contains(Loaded) && FirstMissing(typeof(MLNetVersion).Module) is { } missing)
            throw Unsupported(Loaded, missing);
    }

    /// <returns>The first type or member that a module uses and the process does not have, in the runtime's words; null for none.</returns>
    public static string? FirstMissing(Module module)
    {
        const int firstMemberReference = 0x0A000001;
        try
        {
            // Bases, interfaces and overridden methods.
            module.GetTypes();
        }
        catch (ReflectionTypeLoadException e) when (e.LoaderExceptions.FirstOrDefault(IsMissing) is { } missing)
        {
            return missing.Message;
        }
        catch (ReflectionTypeLoadException)
        {
            // A file is missing, which .NET names when it is needed.
        }
        for (int token = firstMemberReference; ; token++)
        {
            try
            {
                module.ResolveMember(token);
            }
            catch (ArgumentOutOfRangeException)
            {
                // The end of the table.
                return null;
            }
            catch (Exception e) when (IsMissing(e))
            {
                return e.Message;
            }
            catch (Exception e) when (e is ArgumentException or BadImageFormatException or IOException)
            {
                // A member of a generic type can't be resolved without the type's arguments, and none without its assembly's file.
            }
        }
    }

    private static bool IsMissing(Exception? error) => error is MissingMemberException or TypeLoadException;

    private static NotSupportedException Unsupported(string loaded, string missing) => new(
        $"Microsoft.ML.TransferEmbeddings {VersionOf(typeof(MLNetVersion).Assembly)} can't run on Microsoft.ML {loaded}, which lacks a member that it uses: " +
        $"{missing.TrimEnd('.')}. It was tested with Microsoft.ML {string.Join(" and ", Tested)}: reference one of these versions, " +
        "or update Microsoft.ML.TransferEmbeddings.");

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "of an unknown version";
}
