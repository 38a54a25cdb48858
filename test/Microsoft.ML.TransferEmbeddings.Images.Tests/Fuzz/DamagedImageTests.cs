using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images.Fuzz;

/// <summary>Damaged files of every format: each is read, or refused by name, soon and in memory that its size and <see cref="ImagePreprocessing.MaxPixels"/> bound.</summary>
public class DamagedImageTests
{
    private const int Pictures = 400, Graphs = 300;

    public static TheoryData<string> Formats => [.. ImageTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void DamageIsFoundOrDoesNoHarm(string format)
    {
        using var target = ImageTargets.All[format]();
        FuzzCheck.HasNoDefect(target, target is VisionGraphTarget ? Graphs : Pictures);
    }
}
