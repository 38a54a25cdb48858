using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

/// <summary>
/// Loads the native libraries of PyTorch before anything else touches TorchSharp: where TorchSharp can't do so itself, on Debian 12 and Ubuntu 22.04, and with an error that
/// names the package where the application has none.
/// </summary>
internal static class TorchLibrary
{
    /// <summary>The version that the TorchSharp of this package is built with. TorchSharp says it too, but loads the library first.</summary>
    public const string PackageVersion = "2.10.0";

    private static readonly Lazy<bool> Loaded = new(() =>
    {
        LoadNative();
        return true;
    });

    /// <summary>Does nothing from the second call on.</summary>
    /// <exception cref="DllNotFoundException">A library is missing or can't be loaded; the message says what to install.</exception>
    public static void Require() => _ = Loaded.Value;

    private static void LoadNative()
    {
        string[] folders = [.. NativeFolders()];
        string torch = Locate(folders);
        try
        {
            if (OperatingSystem.IsLinux())
                LinuxLoader.Load(folders, torch);
            global::TorchSharp.torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception e) when (e is not DllNotFoundException)
        {
            throw new DllNotFoundException($"PyTorch's native library '{torch}' can't be loaded: {e.GetBaseException().Message} It must be that of the package {PackageName}, version {PackageVersion}.", e);
        }
    }

    private static string PackageName
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"libtorch-cpu-{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    public static string FileName(string library) => OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    /// <summary>Finds PyTorch's library.</summary>
    /// <exception cref="DllNotFoundException">No folder has it.</exception>
    public static string Locate(IReadOnlyList<string> folders) => FindLibrary(folders, "torch_cpu") ?? throw new DllNotFoundException(
        $"PyTorch's native library '{FileName("torch_cpu")}' is missing. Add the package {PackageName}, version {PackageVersion}, to the project of the application. Searched: {string.Join(", ", folders)}.");

    /// <summary>The first folder's; null where none has it.</summary>
    public static string? FindLibrary(IEnumerable<string> folders, string library) =>
        folders.Select(folder => Path.Combine(folder, FileName(library))).FirstOrDefault(File.Exists);

    /// <summary>Where the runtime looks for the libraries of packages, in its order.</summary>
    private static IEnumerable<string> NativeFolders()
    {
        string known = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string platform = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        return known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(AppContext.BaseDirectory).Append(platform).Distinct();
    }
}
