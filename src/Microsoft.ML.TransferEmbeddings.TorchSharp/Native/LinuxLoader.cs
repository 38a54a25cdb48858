using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

/// <summary>
/// TorchSharp's own library is linked with a libstdc++ that is newer than that of Debian 12 and Ubuntu 22.04, for one function that does nothing where it is missing. There
/// it loads as a copy that does without.
/// </summary>
internal static class LinuxLoader
{
    private const string Version = "GLIBCXX_3.4.32", Function = "_ZSt21ios_base_library_initv", Substitute = "_ZNSt6chrono3_V212steady_clock3nowEv";

    /// <summary>The library that the copy stands for; a second one under its own name would register PyTorch's operators twice.</summary>
    private const string Library = "LibTorchSharp";

    /// <param name="folders">Where libraries are looked for.</param>
    /// <param name="torch">PyTorch's library.</param>
    /// <exception cref="FormatException">TorchSharp's library is damaged.</exception>
    /// <exception cref="DllNotFoundException">A library can't be loaded.</exception>
    public static void Load(IReadOnlyList<string> folders, string torch)
    {
        if (HasFunction() || TorchLibrary.FindLibrary(folders, Library) is not { } original)
            return;
        byte[] content = File.ReadAllBytes(original);
        byte[]? copy;
        try
        {
            copy = VersionNeed.MakeOptional(content, Version, Function, Substitute);
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{original}' can't be made to work with this system's libstdc++, which lacks {Version}: {e.Message}. Use a newer system, such as Debian 13 or Ubuntu 24.04.", e);
        }
        if (copy is null)
            return;
        // In this order, and from the folder where TorchSharp will look for them: what is loaded from elsewhere is another library.
        string folder = Path.GetDirectoryName(torch)!;
        foreach (string library in new[] { "c10", "torch_cpu", "torch" })
            NativeLibrary.Load(Path.Combine(folder, TorchLibrary.FileName(library)));
        NativeLibrary.Load(PrivateCopy.Write(copy, $"{Path.GetFileNameWithoutExtension(original)}-{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}.so"));
    }

    private static bool HasFunction() => NativeLibrary.TryLoad("libstdc++.so.6", out nint standard) && NativeLibrary.TryGetExport(standard, Function, out _);
}
