namespace Microsoft.ML.TransferEmbeddings.Files;

/// <summary>
/// The few lines of text that a checkout without Git LFS has in place of a large file (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
/// </summary>
internal static class GitLfsPointer
{
    public const string Advice = "Run 'git lfs pull' in the repository that it came from, or download the file itself.";

    /// <summary>What every pointer begins with.</summary>
    public static ReadOnlySpan<byte> FirstLine => "version https://git-lfs.github.com/spec/"u8;

    public static bool IsAt(ReadOnlySpan<byte> content) => content.StartsWith(FirstLine);
}
