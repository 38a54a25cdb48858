namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What all stages that append embeddings have in common. Immutable.</summary>
public abstract class EmbeddingStageOptions
{
    private readonly string? inputColumnName;
    private readonly ModelStorage storage;

    private protected EmbeddingStageOptions()
    {
    }

    /// <summary>Name of the column that is read; null, the default, for the name of the output column.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? InputColumnName
    {
        get => inputColumnName;
        init => inputColumnName = value is "" ? throw new ArgumentException("A column's name can't be empty.", nameof(InputColumnName)) : value;
    }

    /// <summary>Whether the output column has the names "0", "1" … of its slots, as feature contributions need them; false by default.</summary>
    public bool SlotNames { get; init; }

    /// <summary>Whether a saved pipeline contains the model's files, as by default, or refers to them (<see cref="ModelReference"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ModelStorage Storage
    {
        get => storage;
        init => storage = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Storage), value, $"{nameof(Storage)} must be {ModelStorage.Embedded} or {ModelStorage.Reference}.");
    }

    /// <summary>Sizes and threads; null, the default, for <see cref="EmbeddingExecutionOptions.Default"/>.</summary>
    public EmbeddingExecutionOptions? Execution { get; init; }
}
