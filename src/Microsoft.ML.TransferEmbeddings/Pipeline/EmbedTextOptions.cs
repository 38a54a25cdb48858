namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="TransferEmbeddingsCatalog.EmbedText(TransformsCatalog.TextTransforms, string, EmbedTextOptions)"/>. Immutable.</summary>
public sealed class EmbedTextOptions : EmbeddingStageOptions
{
    /// <summary>The encoder, which stays the caller's; null, the default, for <see cref="TextEmbeddingModel.Default"/>.</summary>
    public TextEmbeddingModel? Model { get; init; }

    /// <summary>Vectors of texts that are null, empty or white space alone; default <see cref="EmptyTextHandling.Encode"/>. With <see cref="EmptyTextHandling.MissingVector"/> a row
    /// with several texts has no vector if all of them are empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmptyTextHandling EmptyTexts
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(EmptyTexts), value, "EmptyTexts must be Encode or MissingVector.");
    }
}
