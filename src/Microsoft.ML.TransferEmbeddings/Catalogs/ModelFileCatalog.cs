using System.Security.Cryptography;
using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML;

/// <summary>Model zips that are written whole or not at all, and read only as they were written.</summary>
/// <remarks>Thread-safe.</remarks>
public static class ModelFileCatalog
{
    /// <summary>
    /// Saves a model as <see cref="ModelOperationsCatalog.Save(ITransformer, DataViewSchema, string)"/> does, but into a new file beside
    /// <paramref name="filePath"/> that takes its place only when it is complete. A save that fails leaves what was there before. The zip also holds the SHA-256 of
    /// each of its entries, ML.NET's own included, which <see cref="LoadVerified"/> checks; plain <c>Load</c> reads it as any other.
    /// </summary>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="model">The trained model.</param>
    /// <param name="inputSchema">The schema of the model's input; may be null.</param>
    /// <param name="filePath">The zip to write or to replace.</param>
    /// <param name="signingKey">An <see cref="RSA"/> or <see cref="ECDsa"/> key with its private part that signs the list of checksums; null for no signature. It stays the caller's.</param>
    /// <exception cref="ArgumentException"><paramref name="filePath"/> is empty, or <paramref name="signingKey"/> is of another kind.</exception>
    /// <exception cref="CryptographicException"><paramref name="signingKey"/> has no private part; <paramref name="filePath"/> is as it was.</exception>
    /// <exception cref="IOException">The file can't be written; <paramref name="filePath"/> is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file can't be written to; <paramref name="filePath"/> is as it was.</exception>
    /// <example>
    /// <code>
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
    /// Loads a model that <see cref="SaveAtomically"/> saved, after every entry of the zip was compared with the list of checksums in it. Nothing of the zip is run or unpacked
    /// before.
    /// </summary>
    /// <remarks>
    /// Without a key this finds damage, in the parts that ML.NET does not check too. It does not tell who wrote the zip: a zip can name any code that the program can
    /// resolve, so load zips from elsewhere only with the key of somebody whom you trust.
    /// </remarks>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="filePath">The zip.</param>
    /// <param name="inputSchema">The schema of the model's input; null where none was saved.</param>
    /// <param name="publicKey">The <see cref="RSA"/> or <see cref="ECDsa"/> key, its public part at least, by which the zip must be signed; null where a signature is not asked for. It stays the caller's.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException"><paramref name="filePath"/> is empty, or <paramref name="publicKey"/> is of another kind.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no zip, has no list of checksums, has an entry that differs from it, is not in it or is missing, would unpack to more than a hundred times its own size
    /// and more than 1 GiB, or is not signed by the key. The message names the entry.
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
