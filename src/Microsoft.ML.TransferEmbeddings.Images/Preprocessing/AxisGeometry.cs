
namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>One axis of an image on its way to the network.</summary>
/// <param name="Resized">Its length after the resize.</param>
/// <param name="Start">The first position of the resized axis that is used.</param>
/// <param name="Used">How many are used.</param>
/// <param name="Padding">Zeros before them.</param>
/// <param name="Length">Of the result.</param>
internal readonly record struct AxisGeometry(long Resized, long Start, long Used, long Padding, long Length)
{
    /// <summary>Above every filter's radius.</summary>
    private const int Reach = 4;

    public static AxisGeometry Whole(long resized) => new(resized, 0, resized, 0, resized);

    public static AxisGeometry Cropped(long resized, int crop, CropRounding rounding)
    {
        if (resized < crop)
        {
            long lacking = crop - resized;
            return new(resized, 0, resized, rounding == CropRounding.Floor ? (lacking + 1) / 2 : lacking / 2, crop);
        }
        long surplus = resized - crop;
        return new(resized, rounding == CropRounding.Floor ? surplus / 2 : (long)Math.Round(surplus / 2.0, MidpointRounding.ToEven), crop, 0, crop);
    }

    /// <summary>How many positions of the source lie below the used ones, at most.</summary>
    public long MostSources(int source) => (long)Math.Ceiling((Used + (2.0 * Reach)) * Math.Max((double)source / Resized, 1));
}
