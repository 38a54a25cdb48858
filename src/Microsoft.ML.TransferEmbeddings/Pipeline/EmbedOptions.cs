namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="EmbeddingsCatalog.Embed{TInput}(TransformsCatalog, string, EmbedOptions{TInput})"/>.</summary>
/// <typeparam name="TInput">What the model encodes.</typeparam>
public class EmbedOptions<TInput> : EmbeddingStageOptions
{
    private readonly InvalidInputHandling invalidInputs;

    /// <summary>The model.</summary>
    public required EmbeddingModel<TInput> Model { get; init; }

    /// <summary>What happens to an input that can't be used, such as a damaged image; by default it throws.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public InvalidInputHandling InvalidInputs
    {
        get => invalidInputs;
        init => invalidInputs = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(InvalidInputs), value, "InvalidInputs must be Throw, ZeroVector or MissingVector.");
    }
}
