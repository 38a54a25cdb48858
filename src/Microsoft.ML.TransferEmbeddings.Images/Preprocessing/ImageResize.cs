namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Size to which an image is resized, with the filter. Immutable.</summary>
public sealed record ImageResize
{
    private const int LargestSide = 65_536;

    private ImageResize(ResamplingFilter filter)
    {
        Filter = Enum.IsDefined(filter) ? filter : throw new ArgumentOutOfRangeException(nameof(filter), filter, "The filter must be a defined value of ResamplingFilter.");
    }

    /// <summary>Resampling filter.</summary>
    public ResamplingFilter Filter { get; }

    /// <summary>Length of the short side in pixels; null if height and width are given.</summary>
    public int? ShortestEdge { get; private init; }

    /// <summary>Maximum length of the long side in pixels, for which the short one is reduced in proportion; null for no limit.</summary>
    public int? LongestEdge { get; private init; }

    /// <summary>Height in pixels, whatever the aspect ratio; null if the short side is given.</summary>
    public int? Height { get; private init; }

    /// <summary>Width in pixels, whatever the aspect ratio; null if the short side is given.</summary>
    public int? Width { get; private init; }

    /// <summary>Resizes the short side to <paramref name="length"/> and keeps the aspect ratio: the long side becomes length × long / short, rounded down.</summary>
    /// <param name="length">Length of the short side in pixels, from 1 to 65,536.</param>
    /// <param name="filter">Resampling filter.</param>
    /// <param name="longestEdge">Maximum length of the long side in pixels, from 1 to 65,536; a longer one becomes this, and the short one this × short / long. Null, the
    /// default, for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1 or more than 65,536, or the filter is not defined.</exception>
    public static ImageResize ToShortestEdge(int length, ResamplingFilter filter, int? longestEdge = null) => new(filter)
    {
        ShortestEdge = Side(length, nameof(length)),
        LongestEdge = longestEdge is { } longest ? Side(longest, nameof(longestEdge)) : null,
    };

    /// <summary>Resizes both sides, whatever the aspect ratio.</summary>
    /// <param name="height">Height in pixels, from 1 to 65,536.</param>
    /// <param name="width">Width in pixels, from 1 to 65,536.</param>
    /// <param name="filter">Resampling filter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1 or more than 65,536, or the filter is not defined.</exception>
    public static ImageResize ToSize(int height, int width, ResamplingFilter filter) => new(filter)
    {
        Height = Side(height, nameof(height)),
        Width = Side(width, nameof(width)),
    };

    /// <summary>Returns the size and the filter, such as "shortest edge 256, bicubic".</summary>
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
