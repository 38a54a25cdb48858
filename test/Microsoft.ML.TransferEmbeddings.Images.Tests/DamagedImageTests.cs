using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Damaged files of every format: a picture or a problem, soon, in memory that their sizes and <see cref="ImagePreprocessing.MaxPixels"/> bound.</summary>
public class DamagedImageTests
{
    private const int MaxPixels = 100_000;

    public static TheoryData<string> Formats => [.. DrawnFiles.Formats];

    [Theory]
    [MemberData(nameof(Formats))]
    public void DamageIsFoundOrDoesNoHarm(string format)
    {
        var small = new ImagePreprocessing { MaxPixels = MaxPixels };
        new Fuzzing(format, file => small.Prepare(file)) { Overhead = 100 * MaxPixels, IsClear = error => error is ImageLoadException }
            .Run(DrawnFiles.OfFormat(format), ImageDamage.Spoil, rounds: 600, seed: 1);
    }
}
