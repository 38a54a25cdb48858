using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.TransferEmbeddings.Files;

/// <summary>Checks of paths that a caller gives.</summary>
internal static class FilePath
{
    /// <exception cref="ArgumentException">The path is null or empty, or has a NUL character, which no system takes.</exception>
    public static void Require([NotNull] string? path, [CallerArgumentExpression(nameof(path))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, name);
        if (path.Contains('\0'))
            throw new ArgumentException($"The path '{path.Replace('\0', '\u2400')}' has a NUL character (shown as \u2400), as a text that was cut out of a buffer has. Give the path without it.", name);
    }
}
