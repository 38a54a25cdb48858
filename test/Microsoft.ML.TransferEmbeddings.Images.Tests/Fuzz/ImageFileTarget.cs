using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images.Fuzz;

/// <summary>A picture in one of the formats, stored in every way that it has.</summary>
internal sealed class ImageFileTarget(string format) : FuzzTarget(format)
{
    private const int MaxPixels = 100_000;

    private readonly ImagePreprocessing small = new() { MaxPixels = MaxPixels };

    public override IReadOnlyList<FuzzFile> Seeds { get; } = [.. DrawnFiles.OfFormat(format).Select(file => new FuzzFile(format, file))];

    /// <summary>A file may claim as many pixels as are allowed.</summary>
    public override long Overhead => 100 * MaxPixels;

    public override byte[] Damage(FuzzFile whole, Random random) => ImageDamage.Spoil(whole.Content, random);

    public override void Read(FuzzFile file) => small.Prepare(file.Content);

    /// <summary>Bytes have no name, and the caller knows them.</summary>
    public override bool IsRefusal(Exception error) => error is ImageLoadException;

    protected override string NameOfFault(string resource) => Name;
}
