namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How layers of a vision network are chosen. Immutable.</summary>
public sealed class ImageLayerSelectionOptions
{
    /// <summary>A column of <see cref="bool"/> or a key column. "Label" by default.</summary>
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
    /// Names of <see cref="ImageEmbeddingModel.Layers"/> to choose from, one or more. Null, the default: the last map of each size of a convolutional network;
    /// of a transformer the sums after each quarter of its blocks.
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
    /// Maximum number of labeled images that count, at least 4; 2,000 by default. Of more images always the same ones count, by each class's share, but two of
    /// each class at least.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 4.</exception>
    public int MaxRows
    {
        get;
        init => field = value >= 4 ? value : throw new ArgumentOutOfRangeException(nameof(MaxRows), value, $"{nameof(MaxRows)} must be at least 4.");
    } = 2_000;

    /// <summary>Receives each set of layers that was compared, on the calling thread. Null, the default, for nobody.</summary>
    public IProgress<ImageLayerTrial>? Progress { get; init; }

    /// <summary>Cancels the selection: between two images, and between two parts of the cross-validation.</summary>
    public CancellationToken CancellationToken { get; init; }
}
