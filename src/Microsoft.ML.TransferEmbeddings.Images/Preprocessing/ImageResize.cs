namespace Microsoft.ML.TransferEmbeddings;

/// <summary>To what size an image is resized, and how. Immutable.</summary>
public sealed record ImageResize
{
    private const int LargestSide = 65_536;

    private ImageResize(ResamplingFilter filter)
    {
        Filter = Enum.IsDefined(filter) ? filter : throw new ArgumentOutOfRangeException(nameof(filter), filter, "The filter must be one of ResamplingFilter.");
    }

    /// <summary>How.</summary>
    public ResamplingFilter Filter { get; }

    /// <summary>What the short side becomes; null where both sides are given.</summary>
    public int? ShortestEdge { get; private init; }

    /// <summary>What the long side becomes at most, the short one with it; null for no limit.</summary>
    public int? LongestEdge { get; private init; }

    /// <summary>What the height becomes, whatever the aspect; null where the short side is given.</summary>
    public int? Height { get; private init; }

    /// <summary>What the width becomes, whatever the aspect; null where the short side is given.</summary>
    public int? Width { get; private init; }

    /// <summary>The short side becomes <paramref name="length"/>, the long one keeps the aspect: length x long / short, cut off and not rounded.</summary>
    /// <param name="length">Pixels.</param>
    /// <param name="filter">How.</param>
    /// <param name="longestEdge">A long side above this becomes this, and the short one this x short / long; null for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1 or more than 65,536, or the filter is not valid.</exception>
    public static ImageResize ToShortestEdge(int length, ResamplingFilter filter, int? longestEdge = null) => new(filter)
    {
        ShortestEdge = Side(length, nameof(length)),
        LongestEdge = longestEdge is { } longest ? Side(longest, nameof(longestEdge)) : null,
    };

    /// <summary>Both sides, whatever the aspect.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="filter">How.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1 or more than 65,536, or the filter is not valid.</exception>
    public static ImageResize ToSize(int height, int width, ResamplingFilter filter) => new(filter)
    {
        Height = Side(height, nameof(height)),
        Width = Side(width, nameof(width)),
    };

    /// <summary>Such as "shortest edge 256, bicubic".</summary>
    public override string ToString() =>
        (ShortestEdge is { } length ? $"shortest edge {length}" + (LongestEdge is { } longest ? $" (longest edge at most {longest})" : "") : $"{Height} x {Width}") +
        $", {Filter.ToString().ToLowerInvariant()}";

    internal static int Side(int value, string name) =>
        value is >= 1 and <= LargestSide ? value : throw new ArgumentOutOfRangeException(name, value, $"A side must be between 1 and {LargestSide:N0} pixels.");

    /// <summary>The size that an image becomes; a side may be 0 where an image is all too narrow for its longest edge.</summary>
    internal (long Width, long Height) Apply(int width, int height)
    {
        if (ShortestEdge is not { } edge)
            return (Width!.Value, Height!.Value);
        bool isWide = width > height;
        double shorter = Math.Min(width, height), longer = Math.Max(width, height);
        long shortSide = edge, longSide = (long)(edge * longer / shorter);
        if (longSide > LongestEdge)
            (shortSide, longSide) = ((long)((double)LongestEdge.Value * shortSide / longSide), LongestEdge.Value);
        return isWide ? (longSide, shortSide) : (shortSide, longSide);
    }
}
