namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What all embedding stages can be told.</summary>
public abstract class EmbeddingStageOptions
{
    private readonly string? inputColumnName;
    private readonly InputCombination combination;
    private readonly ModelStorage storage;

    private protected EmbeddingStageOptions()
    {
    }

    /// <summary>The column that is encoded; null, the default, for the one of the output's name.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? InputColumnName
    {
        get => inputColumnName;
        init => inputColumnName = value is "" ? throw new ArgumentException("InputColumnName is empty. Name a column, or leave it null.", nameof(InputColumnName)) : value;
    }

    /// <summary>Whether the output column carries the names "0", "1" … of its slots, as feature contributions need them; false by default.</summary>
    public bool SlotNames { get; init; }

    /// <summary>How the vectors of a row's inputs become one where the input column has vectors of inputs; <see cref="InputCombination.Mean"/> by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public InputCombination Combination
    {
        get => combination;
        init => combination = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Combination), value, "Combination must be Mean or Concatenate.");
    }

    /// <summary>
    /// Whether a model zip holds the model's bytes or its name; <see cref="ModelStorage.Embedded"/> by default. <see cref="ModelStorage.Reference"/> needs a model whose
    /// files are, as they are, in a folder or in this package.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ModelStorage Storage
    {
        get => storage;
        init => storage = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Storage), value, "Storage must be Embedded or Reference.");
    }

    /// <summary>Sizes and threads; null, the default, for those of the context (<see cref="EmbeddingContextOptions.Execution"/>). Not saved: a loaded stage takes those of the context that loads it.</summary>
    public EmbeddingExecutionOptions? Execution { get; init; }
}
