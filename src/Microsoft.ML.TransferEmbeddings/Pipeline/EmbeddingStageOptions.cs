namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options that all embedding stages have. Immutable.</summary>
public abstract class EmbeddingStageOptions
{
    private readonly string? inputColumnName;
    private readonly InputCombination combination;
    private readonly ModelStorage storage;

    private protected EmbeddingStageOptions()
    {
    }

    /// <summary>Name of the column to encode; null, the default, for the name of the output column.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? InputColumnName
    {
        get => inputColumnName;
        init => inputColumnName = value is "" ? throw new ArgumentException("InputColumnName is empty. Name a column, or leave it null.", nameof(InputColumnName)) : value;
    }

    /// <summary>Whether the output column has slot names ("0", "1" …), which feature contributions need; default false.</summary>
    public bool SlotNames { get; init; }

    /// <summary>Combination of the vectors of a row's inputs, if the input column has several inputs per row; default <see cref="InputCombination.Mean"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public InputCombination Combination
    {
        get => combination;
        init => combination = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Combination), value, "Combination must be Mean or Concatenate.");
    }

    /// <summary>
    /// Whether a model zip contains the model's files or a reference to them; default <see cref="ModelStorage.Embedded"/>. <see cref="ModelStorage.Reference"/> needs a
    /// model whose files are unchanged in a folder or in this package.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ModelStorage Storage
    {
        get => storage;
        init => storage = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Storage), value, "Storage must be Embedded or Reference.");
    }

    /// <summary>Batch sizes and threads; null, the default, for those of the context (<see cref="EmbeddingContextOptions.Execution"/>). They are not saved: a loaded stage
    /// uses those of the context that loads it.</summary>
    public EmbeddingExecutionOptions? Execution { get; init; }
}
