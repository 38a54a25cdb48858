using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images.Layers;

/// <summary>Layers that tell something are chosen; noise, and what another layer tells already, is not.</summary>
public class LayerSearchTests
{
    private const int Rows = 400, Length = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void LayersThatTellDifferentThingsAreChosen(int seed)
    {
        // The class is in the sum of what the second and the fourth layer show.
        var search = Search(seed, (first, second, noise) => [noise(), first, noise(), second]);
        Assert.Equal([1, 3], search.Run());
        Assert.Contains(search.Tried, entry => entry.Layers is [1, 3] && entry.Error < search.Tried.Min(other => other.Layers.Length == 1 ? other.Error : double.MaxValue));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void CopyOfALayerIsNotChosenBesideIt(int seed) =>
        Assert.Single(Search(seed, (first, second, _) => [first + second, first + second]).Run());

    [Fact]
    public void TwoRowsOfEachClassAreEnough()
    {
        var rows = new VectorRows(2);
        for (int i = 0; i < 4; i++)
            rows.Add([i % 2, 0], i % 2);
        Assert.Equal([0], new LayerSearch(rows, 2, [1, 1], normalizes: false).Run());
    }

    private static LayerSearch Search(int seed, Func<double, double, Func<double>, double[]> layers)
    {
        var random = new Random(seed);
        VectorRows? rows = null;
        int count = 0;
        for (int row = 0; row < Rows; row++)
        {
            double first = Noise(), second = Noise();
            double[] shown = layers(first, second, Noise);
            count = shown.Length;
            rows ??= new VectorRows(count * Length);
            rows.Add([.. shown.SelectMany(value => new[] { value, Noise(), Noise() })], first + second > 0 ? 1 : 0);
        }
        return new LayerSearch(rows!, 2, [.. Enumerable.Repeat(Length, count)], normalizes: false);

        double Noise() => (random.NextDouble() * 2) - 1;
    }
}
