using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>
/// Paths in environment variables. A Dockerfile, a service or an .env file sets them without a shell, so that "~" and "$HOME" are still there: Python's own tools
/// expand them (<c>os.path.expandvars(os.path.expanduser(path))</c>), and so it is done here.
/// </summary>
internal static partial class EnvironmentPath
{
    /// <summary>The variable's path; null where it is not set.</summary>
    /// <exception cref="InvalidOperationException">It names the home of another user.</exception>
    public static string? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable)?.Trim() is { Length: > 0 } path ? ExpandVariables(ExpandHome(path, variable)) : null;

    private static string ExpandHome(string path, string variable)
    {
        if (path[0] != '~')
            return path;
        if (path.Length > 1 && path[1] != '/' && path[1] != Path.DirectorySeparatorChar)
            throw new InvalidOperationException($"The environment variable {variable} is '{path}', the home of another user, which is not looked up. Write the whole path.");
        return Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) + path[1..];
    }

    /// <summary>A variable that is not set stays as it is written, as in Python.</summary>
    private static string ExpandVariables(string path)
    {
        string expanded = Variable().Replace(path, match => Environment.GetEnvironmentVariable(match.Groups["name"].Value) ?? match.Value);
        return OperatingSystem.IsWindows() ? Environment.ExpandEnvironmentVariables(expanded) : expanded;
    }

    [GeneratedRegex(@"\$(?:(?<name>[A-Za-z0-9_]+)|\{(?<name>[^}]+)\})")]
    private static partial Regex Variable();
}
