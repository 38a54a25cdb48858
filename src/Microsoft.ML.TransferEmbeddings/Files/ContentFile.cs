namespace Microsoft.ML.TransferEmbeddings.Files;

/// <summary>Files of a model as somebody else left them: what stands in a file's place is told by name, and never waited for.</summary>
internal static class ContentFile
{
    /// <summary>The whole content of a file.</summary>
    /// <exception cref="InvalidDataException">It is empty, no regular file, or a pointer of Git LFS.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static byte[] Read(string path)
    {
        RequireContent(path);
        byte[] content = File.ReadAllBytes(path);
        RequireNoPointer(content, path);
        return content;
    }

    /// <summary>Whether there is something in a file, if there is one. Pipes and devices have a length of zero: who opened one might wait without end.</summary>
    public static bool HasContent(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
            file = (FileInfo)(file.ResolveLinkTarget(returnFinalTarget: true) ?? file);
        return !file.Exists || file.Length > 0;
    }

    /// <exception cref="InvalidDataException">There is nothing in the file.</exception>
    public static void RequireContent(string path)
    {
        if (!HasContent(path))
            throw new InvalidDataException($"'{path}' can't be read: the file is empty, or it is a pipe or a device and not a regular file. Download or copy the file again.");
    }

    /// <summary>What git leaves of a large file where Git LFS is not installed: three lines of text.</summary>
    /// <param name="content">The file's content, or its beginning.</param>
    /// <param name="path">For the message.</param>
    /// <exception cref="InvalidDataException">It is such a pointer.</exception>
    public static void RequireNoPointer(ReadOnlySpan<byte> content, string path)
    {
        if (GitLfsPointer.IsAt(content))
            throw new InvalidDataException($"'{path}' is not the file itself but a pointer of Git LFS to it. {GitLfsPointer.Advice}");
    }
}
