namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>A file of a model that a zip refers to, as it was when the zip was saved.</summary>
/// <param name="Name">The name of the model's part.</param>
/// <param name="Path">The path in the model's folder, with '/'.</param>
/// <param name="Sha256">The hash of its content, in lower-case hexadecimal.</param>
internal sealed record ReferencedFile(string Name, string Path, string Sha256);
