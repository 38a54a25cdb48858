namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Where the files of a stage's model are when the pipeline is saved.</summary>
public enum ModelStorage
{
    /// <summary>In the model zip: one file is all that production needs.</summary>
    Embedded,

    /// <summary>
    /// Where they came from: the zip has the model's name, its revision and the SHA-256 of every file in place of the bytes, and loading wants the files
    /// (<see cref="ModelReference"/>).
    /// </summary>
    Reference,
}
