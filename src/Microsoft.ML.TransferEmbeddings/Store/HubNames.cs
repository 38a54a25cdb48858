using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>Checks names that become parts of addresses and of paths: none may lead out of its folder.</summary>
internal static partial class HubNames
{
    /// <exception cref="ArgumentException">The name is none that a repository of the hub can have.</exception>
    public static void CheckRepository(string repository)
    {
        ArgumentException.ThrowIfNullOrEmpty(repository);
        if (!IsRepository(repository))
            throw new ArgumentException($"'{repository}' is no name of a repository. Give it as on the hub, such as 'sentence-transformers/all-MiniLM-L6-v2'.", nameof(repository));
    }

    /// <exception cref="ArgumentException">The name is none that a revision can have.</exception>
    public static void CheckRevision(string revision)
    {
        ArgumentException.ThrowIfNullOrEmpty(revision);
        if (!RevisionPattern().IsMatch(revision) || !IsInside(revision))
            throw new ArgumentException($"'{revision}' is no revision. Give a branch, a tag or a commit, such as 'main'.", nameof(revision));
    }

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
