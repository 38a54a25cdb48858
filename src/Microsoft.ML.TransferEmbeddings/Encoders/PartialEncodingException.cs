namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Thrown by an encoder that could not encode all of its inputs, after it has written the vectors of some: whoever keeps vectors can keep these. Encoders throw it where
/// vectors are dear, such as those of a hosted model. Immutable.
/// </summary>
public sealed class PartialEncodingException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong, and what to do next.</param>
    /// <param name="innerException">The first error.</param>
    /// <param name="encodedInputs">Indexes of the inputs whose vectors have been written.</param>
    /// <exception cref="ArgumentNullException"><paramref name="encodedInputs"/> is null.</exception>
    public PartialEncodingException(string message, Exception? innerException, IReadOnlyList<int> encodedInputs)
        : base(message, innerException)
    {
        ArgumentNullException.ThrowIfNull(encodedInputs);
        EncodedInputs = encodedInputs;
    }

    /// <summary>Indexes of the inputs whose vectors have been written, in ascending order; possibly none.</summary>
    public IReadOnlyList<int> EncodedInputs { get; }
}
