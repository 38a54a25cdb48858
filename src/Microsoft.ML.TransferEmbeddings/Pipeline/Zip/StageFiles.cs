using System.Runtime.CompilerServices;

namespace Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

/// <summary>The files that the embedding stages of one zip have written while it is being saved: two stages with one model write its files once.</summary>
internal static class StageFiles
{
    private static readonly ConditionalWeakTable<RepositoryWriter, Dictionary<(string Name, string Sha256), string>> Written = [];

    /// <summary>The folder of another stage that holds the file; null where none does: then it is this stage's to write.</summary>
    public static string? Claim(ModelSaveContext context, ModelFile file)
    {
        if (context.Repository is not { } repository || context.Directory is not { } folder)
            return null;
        var files = Written.GetOrCreateValue(repository);
        lock (files)
            return files.TryAdd((file.Name, file.Sha256), folder) ? null : files[(file.Name, file.Sha256)];
    }
}
