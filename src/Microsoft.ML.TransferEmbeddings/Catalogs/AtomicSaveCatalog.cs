using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML;

/// <summary>Saving a model without risk to the one that is there.</summary>
public static class AtomicSaveCatalog
{
    /// <summary>
    /// Saves a model as <see cref="ModelOperationsCatalog.Save(ITransformer, DataViewSchema, string)"/> does, but into a new file beside
    /// <paramref name="filePath"/> that takes its place only when it is complete. A save that fails leaves what was there before.
    /// </summary>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="model">The trained model.</param>
    /// <param name="inputSchema">The schema of the model's input; may be null.</param>
    /// <param name="filePath">The zip to write or to replace.</param>
    /// <exception cref="ArgumentException"><paramref name="filePath"/> is empty.</exception>
    /// <exception cref="IOException">The file can't be written; <paramref name="filePath"/> is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file can't be written to; <paramref name="filePath"/> is as it was.</exception>
    public static void SaveAtomically(this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(filePath);

        AtomicFile.Write(filePath, stream => catalog.Save(model, inputSchema, stream));
    }
}
