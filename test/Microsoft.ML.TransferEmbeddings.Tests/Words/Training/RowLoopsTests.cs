using Microsoft.ML.TransferEmbeddings.Words.Training;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Training;

public class RowLoopsTests
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 16)]
    [InlineData(100, 104)]
    public void RowsEndWithALane(int dimension, int length) => Assert.Equal(length, RowLoops.Padded(dimension));

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(104)]
    public void LoopsDoWhatTheirNamesSay(int length)
    {
        var random = new Random(length);
        float[] one = Numbers(), other = Numbers(), third = Numbers();
        Assert.Equal(one.Zip(other, (a, b) => (double)a * b).Sum(), RowLoops.Dot(one, other), 1e-5);

        float[] output = [.. other], gradient = [.. third];
        RowLoops.Learn(0.5f, one, output, gradient);
        AssertClose(other.Zip(one, (o, h) => o + 0.5f * h), output);
        AssertClose(third.Zip(other, (g, o) => g + 0.5f * o), gradient);

        RowLoops.Add(one, other, third);
        AssertClose(one.Zip(other, (a, b) => a + b), third);

        float[] Numbers() => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }

    [Fact]
    public void NothingIsReadOrWrittenBehindARow()
    {
        Assert.Throws<ArgumentException>(() => RowLoops.Dot(new float[8], new float[16]));
        Assert.Throws<ArgumentException>(() => RowLoops.Dot(new float[7], new float[7]));
        Assert.Throws<ArgumentException>(() => RowLoops.Learn(1, new float[16], new float[8], new float[16]));
        Assert.Throws<ArgumentException>(() => RowLoops.Learn(1, new float[16], new float[16], new float[8]));
        Assert.Throws<ArgumentException>(() => RowLoops.Add(new float[8], new float[8], new float[0]));
    }

    private static void AssertClose(IEnumerable<float> expected, float[] actual) => Assert.Equal([.. expected], actual, (a, b) => Math.Abs(a - b) < 1e-6f);
}
