namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="ImageLayerSelectionCatalog.SelectImageLayers"/>. Immutable; as thread-safe as <see cref="Progress"/>.</summary>
public sealed class ImageLayerSelectionOptions
{
    /// <summary>Name of the label column, of type <see cref="bool"/> or key; default "Label".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string LabelColumnName
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(LabelColumnName));
            field = value;
        }
    } = "Label";

    /// <summary>
    /// Names of <see cref="ImageEmbeddingModel.Layers"/> to choose from, one or more. Null, the default, for the last map of each size of a convolutional network,
    /// or for the sums after each quarter of a transformer's blocks.
    /// </summary>
    /// <exception cref="ArgumentException">There is no name.</exception>
    public IReadOnlyList<string>? Candidates
    {
        get;
        init
        {
            if (value is { Count: 0 })
                throw new ArgumentException($"{nameof(Candidates)} has no name. Name some of the model's Layers, or leave it null.", nameof(Candidates));
            field = value is null ? null : [.. value];
        }
    }

    /// <summary>
    /// Maximum number of labeled images that are used; default 2,000, at least 4. Of more images a fixed sample is used, in proportion to the classes but with at
    /// least two of each.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 4.</exception>
    public int MaxRows
    {
        get;
        init => field = value >= 4 ? value : throw new ArgumentOutOfRangeException(nameof(MaxRows), value, $"{nameof(MaxRows)} must be at least 4.");
    } = 2_000;

    /// <summary>Receives each set of layers that was compared, on the calling thread; null, the default, for no reports.</summary>
    public IProgress<ImageLayerTrial>? Progress { get; init; }

    /// <summary>Cancels the selection; checked several times a second, as is the cancellation of the context.</summary>
    public CancellationToken CancellationToken { get; init; }
}
