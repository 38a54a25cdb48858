namespace Microsoft.ML.TransferEmbeddings.Folders;

/// <summary>A model's README.md with its front matter, as the Hugging Face Hub has it.</summary>
internal static class ModelCard
{
    private const string Fence = "---", License = "license:";

    /// <summary>The license that the front matter names, or null.</summary>
    public static string? ReadLicense(ModelFolder folder)
    {
        if (!folder.Has("README.md"))
            return null;
        var lines = folder.ReadLines("README.md");
        string? line = lines.FirstOrDefault() == Fence
            ? lines.Skip(1).TakeWhile(other => other != Fence).FirstOrDefault(other => other.StartsWith(License, StringComparison.Ordinal))
            : null;
        return line?[License.Length..].Trim(' ', '"', '\'') is { Length: > 0 } license ? license : null;
    }
}
