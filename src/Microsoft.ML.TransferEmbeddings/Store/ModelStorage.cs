namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Storage of a stage's model files when the pipeline is saved.</summary>
public enum ModelStorage
{
    /// <summary>The model zip contains the files, so that production needs only the zip.</summary>
    Embedded,

    /// <summary>
    /// The files stay in their folder: the model zip contains the model's name, its revision and the SHA-256 of every file, and loading needs the files
    /// (<see cref="ModelReference"/>).
    /// </summary>
    Reference,
}
