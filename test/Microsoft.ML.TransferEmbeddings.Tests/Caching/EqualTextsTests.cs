using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Tests.Caching;

/// <summary>Equal texts of a window are encoded once, without a cache too, whatever their order.</summary>
public sealed class EqualTextsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void EqualTextsOfAWindowAreEncodedOnce(int different)
    {
        const int rows = 1_000;
        var counts = new CountingModel<ReadOnlyMemory<char>>(TextEmbeddingModel.Default);
        var ml = CachedTexts.Context(EmbeddingCache.None);
        var random = new Random(different);
        int[] numbers = [.. Enumerable.Range(0, rows).Select(_ => random.Next(different))];
        var data = CachedTexts.Data(ml, numbers);
        using var stage = ml.Transforms.Embed("Features", new EmbedOptions<ReadOnlyMemory<char>> { Model = counts, InputColumnName = "Text" }).Fit(data);
        float[][] vectors = [.. stage.Transform(data).GetColumn<float[]>("Features")];
        for (int row = 0; row < rows; row++)
            Assert.Equal(TextEmbeddingModel.Default.Embed(CachedTexts.TextOf(numbers[row]).AsMemory()), vectors[row]);
        // Windows begin at 32 rows and grow eightfold.
        int[][] windows = [numbers[..32], numbers[32..288], numbers[288..]];
        Assert.Equal(windows.Sum(window => window.Distinct().Count()), counts.Rows);
    }
}
