namespace Microsoft.ML.TransferEmbeddings.Images.Layers;

/// <summary>The few layers of a network that are worth comparing where the user names none.</summary>
internal static class LayerCandidates
{
    private const int Parts = 4;

    /// <summary>
    /// Of a convolutional network the last map of each size, where a stage ends; of a transformer the sums after a quarter, a half, three quarters and all of
    /// its blocks.
    /// </summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<ImageLayer> layers)
    {
        // Before maps: attention weighs by heads, which have the shape of maps.
        string[] sums = [.. layers.Where(layer => layer.Shape.Count == 2 && layer.Operator == "Add").Select(layer => layer.Name)];
        if (sums.Length > 0)
            return [.. Enumerable.Range(1, Parts).Select(part => sums[Math.Max(0, (sums.Length * part / Parts) - 1)]).Distinct()];
        var maps = layers.Where(layer => layer.Shape is [_, > 1, _] or [_, _, > 1]);
        return [.. maps.GroupBy(layer => (layer.Shape[1], layer.Shape[2]), layer => layer.Name).Select(size => size.Last())];
    }
}
