namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>What a stage does besides encoding.</summary>
/// <param name="Columns">Each input column with the column that is appended for it; at least one.</param>
internal sealed record EmbeddingStageSettings(IReadOnlyList<InputOutputColumnPair> Columns)
{
    public bool SlotNames { get; init; }

    public InputCombination Combination { get; init; }

    public InvalidInputHandling InvalidInputs { get; init; }

    public EmptyTextHandling EmptyTexts { get; init; }

    /// <summary>A warning for the log when the stage is made; null for none, as for one that is loaded.</summary>
    public string? Notice { get; init; }

    /// <summary>The model in a zip without weights; null where the zip holds them.</summary>
    public ModelReference? Reference { get; init; }

    /// <summary>Null for that of the context.</summary>
    public EmbeddingExecutionOptions? Execution { get; init; }

    /// <summary>What options say, for one column.</summary>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static EmbeddingStageSettings Of(string outputColumn, EmbeddingStageOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumn);
        return With([new InputOutputColumnPair(outputColumn, options.InputColumnName ?? outputColumn)], options);
    }

    /// <summary>What options say, for several columns.</summary>
    /// <exception cref="ArgumentException">There is no column, a name is empty or stands for two columns of vectors, or the options name a column as well.</exception>
    public static EmbeddingStageSettings Of(InputOutputColumnPair[] columns, EmbeddingStageOptions options)
    {
        if (columns.Length == 0)
            throw new ArgumentException("There is no column to encode. Name one or more.", nameof(columns));
        if (options.InputColumnName is { } input)
            throw new ArgumentException($"The columns name what is encoded, and so does InputColumnName ('{input}'). Leave it null.", nameof(options));
        if (columns.FirstOrDefault(column => string.IsNullOrEmpty(column?.OutputColumnName) || string.IsNullOrEmpty(column.InputColumnName)) is { } || columns.Contains(null!))
            throw new ArgumentException("A column has no name. Name every input and output column.", nameof(columns));
        if (columns.GroupBy(column => column.OutputColumnName).FirstOrDefault(group => group.Count() > 1) is { } twins)
            throw new ArgumentException($"Two columns of vectors are called '{twins.Key}'. Give each a name of its own.", nameof(columns));
        return With(columns, options);
    }

    private static EmbeddingStageSettings With(InputOutputColumnPair[] columns, EmbeddingStageOptions options) => new([.. columns])
    {
        SlotNames = options.SlotNames,
        Combination = options.Combination,
        Execution = options.Execution,
    };
}
