using Microsoft.ML.TransferEmbeddings.Items.Learning;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings.Items.Encoders;

/// <summary>What, besides the vectors of the items, makes the vector of a history. Saved in the model zip.</summary>
/// <param name="Dimension">Of the vectors.</param>
/// <param name="LatestItems">How many of the latest items count; null for all.</param>
/// <param name="HalfLife">Of an item's weight in a mean; null where all count the same.</param>
/// <param name="LeastSquares">Where the vector is a solution of least squares; null where it is a mean.</param>
/// <param name="TrainedItems">How many of the items were there in the training of least squares.</param>
internal sealed record HistorySettings(int Dimension, int? LatestItems = null, double? HalfLife = null, AlsSettings? LeastSquares = null, int TrainedItems = 0)
{
    public int Dimension { get; } = OptionRange.AtLeast(1, Dimension, nameof(Dimension));

    public int? LatestItems { get; } = LatestItems is { } count ? OptionRange.AtLeast(1, count, nameof(LatestItems)) : null;

    public double? HalfLife { get; } = HalfLife is { } items ? OptionRange.Positive(items, nameof(HalfLife)) : null;

    public int TrainedItems { get; } = OptionRange.AtLeast(0, TrainedItems, nameof(TrainedItems));
}
