
namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>A file that states how images are prepared, or the part of one that does.</summary>
/// <param name="Json">The statement.</param>
/// <param name="Path">The file, for messages.</param>
internal readonly record struct ConfigFile(ModelJson Json, string Path)
{
    /// <summary>Three numbers, or one for all channels; null where there are none.</summary>
    public (float, float, float)? Channels(string name) => Json.Numbers(name) switch
    {
        null => null,
        [var all] => ((float)all, (float)all, (float)all),
        [var first, var second, var third] => ((float)first, (float)second, (float)third),
        var numbers => throw Unknown($"its {name} has {numbers.Count} numbers; 3 were expected"),
    };

    public InvalidDataException Lacks(string name) =>
        new($"'{Path}' lacks {name}. Add what the model's image processor has as its default, or make an {nameof(ImagePreprocessing)} by hand.");

    public NotSupportedException Unknown(string what) =>
        new($"'{Path}' can't be followed: {what}, which this version does not know. Make an {nameof(ImagePreprocessing)} by hand from what the model's card says.");
}
