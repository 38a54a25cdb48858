namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options of <see cref="TransferEmbeddingsCatalog.TrainWordVectors(TransformsCatalog.TextTransforms, string, TrainWordVectorsOptions)"/>. Immutable; as thread-safe
/// as <see cref="Progress"/>.
/// </summary>
public sealed class TrainWordVectorsOptions : EmbeddingStageOptions
{
    private readonly Word2VecOptions training = new();

    /// <summary>Settings of the training; default <c>new Word2VecOptions()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Word2VecOptions Training
    {
        get => training;
        init => training = value ?? throw new ArgumentNullException(nameof(Training));
    }

    /// <summary>Receives progress about once a second and after each epoch, on worker threads; null, the default, for no reports.</summary>
    public IProgress<Word2VecProgress>? Progress { get; init; }
}
