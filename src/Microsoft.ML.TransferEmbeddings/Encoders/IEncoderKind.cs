namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Restores definitions of a kind of encoder from model zips.</summary>
/// <typeparam name="TSelf">Class of the definitions, which implements the interface.</typeparam>
public interface IEncoderKind<TSelf>
    where TSelf : EncoderDefinition, IEncoderKind<TSelf>
{
    /// <summary>Restores a definition that was saved. It must have the same fingerprint. May be called by several threads at the same time.</summary>
    /// <param name="saved">Settings and files of the definition.</param>
    /// <exception cref="InvalidDataException">The settings or files are not those of such a definition.</exception>
    static abstract TSelf Restore(SavedEncoder saved);
}
