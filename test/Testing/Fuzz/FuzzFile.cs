namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>A file that a target reads.</summary>
/// <param name="Name">From the target's folder, with '/'.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record FuzzFile(string Name, byte[] Content);
