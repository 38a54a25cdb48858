namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="EmbeddingsCatalog.Embed{TInput}(TransformsCatalog, string, EmbedOptions{TInput})"/>. Immutable.</summary>
/// <typeparam name="TInput">Type of the inputs that the model encodes.</typeparam>
public class EmbedOptions<TInput> : EmbeddingStageOptions
{
    private readonly InvalidInputHandling invalidInputs;

    /// <summary>The model, which stays the caller's.</summary>
    public required EmbeddingModel<TInput> Model { get; init; }

    /// <summary>Handling of inputs that can't be used, such as damaged images; default <see cref="InvalidInputHandling.Throw"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public InvalidInputHandling InvalidInputs
    {
        get => invalidInputs;
        init => invalidInputs = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(InvalidInputs), value, "InvalidInputs must be Throw, ZeroVector or MissingVector.");
    }
}
