using System.Security.Cryptography;
using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML;

/// <summary>Saves model zips without risk to the file that they replace, and loads them only if they are unchanged.</summary>
/// <remarks>Thread-safe.</remarks>
public static class ModelFileCatalog
{
    /// <summary>
    /// Saves a model as <see cref="ModelOperationsCatalog.Save(ITransformer, DataViewSchema, string)"/> does, but into a temporary file that replaces
    /// <paramref name="filePath"/> only when it is complete. A save that fails leaves the previous file unchanged. The zip also contains the SHA-256 of each of its
    /// entries, including ML.NET's own, which <see cref="LoadVerified"/> checks; ML.NET's <c>Load</c> reads it like any other zip.
    /// </summary>
    /// <remarks>A symbolic link stays, and the file that it leads to is replaced. On Unix the new file has the permissions of the one that it replaces.</remarks>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="model">The trained model.</param>
    /// <param name="inputSchema">The schema of the model's input; may be null.</param>
    /// <param name="filePath">Path of the zip to write or to replace.</param>
    /// <param name="signingKey">An <see cref="RSA"/> or <see cref="ECDsa"/> key with its private part, which signs the list of checksums; null, the default, for no signature.
    /// It stays the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/>, <paramref name="model"/> or <paramref name="filePath"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="filePath"/> is empty, or <paramref name="signingKey"/> is of another kind.</exception>
    /// <exception cref="CryptographicException"><paramref name="signingKey"/> has no private part; <paramref name="filePath"/> is unchanged.</exception>
    /// <exception cref="IOException">The file can't be written; <paramref name="filePath"/> is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the folder or the file is denied; <paramref name="filePath"/> is unchanged.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence")
    ///     .Append(ml.BinaryClassification.Trainers.LinearProbe());
    /// ml.Model.SaveAtomically(pipeline.Fit(train), train.Schema, "sentiment.zip");
    /// var model = ml.Model.LoadVerified("sentiment.zip", out var schema);
    /// </code>
    /// </example>
    public static void SaveAtomically(
        this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema? inputSchema, string filePath, AsymmetricAlgorithm? signingKey = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        var signature = signingKey is null ? null : ChecksumSignature.Of(signingKey, nameof(signingKey));

        AtomicFile.Write(filePath, stream =>
        {
            catalog.Save(model, inputSchema, stream);
            ZipChecksums.Append(stream, signature);
        });
    }

    /// <summary>
    /// Loads a model that <see cref="SaveAtomically"/> saved, after it has compared every entry of the zip with the zip's list of checksums. Until then nothing of the
    /// zip is run or unpacked.
    /// </summary>
    /// <remarks>
    /// Without a key this detects damage, including that of parts which ML.NET does not check. It does not show who wrote the zip: a zip can name any code that the program
    /// can resolve, so load zips from other sources only with the key of somebody whom you trust.
    /// </remarks>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="filePath">Path of the zip.</param>
    /// <param name="inputSchema">The schema of the model's input; null if none was saved.</param>
    /// <param name="publicKey">The <see cref="RSA"/> or <see cref="ECDsa"/> key, at least its public part, by which the zip must be signed; null, the default, to require no
    /// signature. It stays the caller's.</param>
    /// <returns>The model, which the caller disposes of if it is <see cref="IDisposable"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="filePath"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="filePath"/> is empty, or <paramref name="publicKey"/> is of another kind.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not a zip, has no list of checksums, has an entry that differs from the list, is not in it or is missing, would unpack to more than a hundred times its
    /// own size and more than 1 GiB, or is not signed by the key. The message names the entry.
    /// </exception>
    public static ITransformer LoadVerified(this ModelOperationsCatalog catalog, string filePath, out DataViewSchema inputSchema, AsymmetricAlgorithm? publicKey = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        var signature = publicKey is null ? null : ChecksumSignature.Of(publicKey, nameof(publicKey));

        // One stream for both: what is verified is what is loaded.
        using var stream = new FileStream(filePath, FileMode.Open, FileAccess.Read, FileShare.Read);
        ZipChecksums.Verify(stream, filePath, signature);
        stream.Position = 0;
        return catalog.Load(stream, out inputSchema);
    }
}
