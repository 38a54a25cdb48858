using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>Checks names that become parts of addresses and of paths: they must not lead out of their folder.</summary>
internal static partial class HubNames
{
    /// <exception cref="ArgumentException">A repository of the hub can't have this name.</exception>
    public static void CheckRepository(string repository)
    {
        ArgumentException.ThrowIfNullOrEmpty(repository);
        if (!IsRepository(repository))
        {
            throw new ArgumentException(
                $"'{repository}' is not a valid repository name. Give it as on the hub, " +
                "such as 'sentence-transformers/all-MiniLM-L6-v2'.", nameof(repository));
        }
    }

    /// <param name="revision">The name to check.</param>
    /// <param name="option">The option that it is the value of.</param>
    /// <exception cref="ArgumentException">A revision can't have this name.</exception>
    public static string CheckedRevision(string revision, string option)
    {
        ArgumentException.ThrowIfNullOrEmpty(revision, option);
        return RevisionPattern().IsMatch(revision) && IsInside(revision)
            ? revision
            : throw new ArgumentException($"'{revision}' is not a valid revision. Give a branch, a tag or a commit, such as 'main'.", option);
    }

    /// <param name="graphFile">The path to check; null for none.</param>
    /// <param name="option">The option that it is the value of.</param>
    /// <exception cref="ArgumentException">An ONNX file of a repository can't have this path.</exception>
    public static string? CheckedGraphFile(string? graphFile, string option) =>
        graphFile is null || (IsInside(graphFile) && graphFile.EndsWith(".onnx", StringComparison.Ordinal))
            ? graphFile
            : throw new ArgumentException(
                $"'{graphFile}' is not the path of an ONNX file in a repository. Give one such as 'onnx/model_quantized.onnx'.", option);

    // The hub allows no "--" and no ".." in a name; a cache folder's name depends on the first.
    public static bool IsRepository(string name) =>
        RepositoryPattern().IsMatch(name) && !name.Contains("--", StringComparison.Ordinal) && !name.Contains("..", StringComparison.Ordinal);

    /// <summary>Whether a revision is a whole commit hash, which never moves.</summary>
    public static bool IsCommit(string revision) => CommitPattern().IsMatch(revision);

    /// <summary>Whether a path with '/' is relative and stays in its folder, on any system.</summary>
    public static bool IsInside(string path) =>
        !path.AsSpan().ContainsAny('\\', ':') && !path.Any(char.IsControl) && path.Split('/').All(part => part.Trim('.', ' ').Length > 0);

    [GeneratedRegex(@"^(?:[A-Za-z0-9][\w.-]{0,95}/)?[A-Za-z0-9][\w.-]{0,95}\z", RegexOptions.ECMAScript)]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"^[\w.+/-]{1,250}\z", RegexOptions.ECMAScript)]
    private static partial Regex RevisionPattern();

    [GeneratedRegex(@"^[0-9a-f]{40}\z")]
    private static partial Regex CommitPattern();
}
