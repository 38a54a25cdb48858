namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A definition that can be made from what a model zip holds of it.</summary>
/// <typeparam name="TSelf">The definition.</typeparam>
public interface IEncoderKind<TSelf>
    where TSelf : EncoderDefinition, IEncoderKind<TSelf>
{
    /// <summary>Makes the definition that was saved: with the same fingerprint.</summary>
    /// <param name="saved">Its settings and files.</param>
    /// <exception cref="InvalidDataException">The settings or files are not what was saved.</exception>
    static abstract TSelf Restore(SavedEncoder saved);
}
