using Microsoft.ML.TransferEmbeddings.Text.OnnxText;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.OnnxText;

public class BatchPlanTests
{
    [Theory]
    [InlineData(Batching.Packed)]
    [InlineData(Batching.Padded)]
    [InlineData(Batching.EqualLengths)]
    [InlineData(Batching.None)]
    internal void EverySequenceIsInOneBatchThatTheGraphBears(Batching batching)
    {
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            int[] lengths = [.. Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(1, 80))];
            int most = random.Next(1, 400);
            const int maxRow = 50;
            var batches = BatchPlan.Create(lengths, most, random.Next(1, 4), batching, maxRow);
            Assert.Equal(Enumerable.Range(0, lengths.Length), batches.SelectMany(batch => batch.Places).Select(place => place.Sequence).Order());
            foreach (var batch in batches)
            {
                int[] own = [.. batch.Places.Select(place => lengths[place.Sequence])];
                Assert.True(own.Length == 1 || batch.Tokens <= most);
                Assert.Equal(Enumerable.Range(0, batch.Rows), batch.Places.Select(place => place.Row).Distinct());
                if (batching == Batching.Packed)
                    Assert.True(batch.Length <= Math.Max(maxRow, own.Max()));
                else
                    Assert.All(batch.Places, place => Assert.Equal(0, place.Start));
                if (batching == Batching.EqualLengths)
                    Assert.Single(own.Distinct());
                if (batching == Batching.None)
                    Assert.Single(own);
                // One sequence begins where another ends, and the longest row is full.
                int[] ends = [.. batch.Places.GroupBy(place => place.Row, (_, places) => places.Aggregate(0, (end, place) =>
                {
                    Assert.Equal(end, place.Start);
                    return end + lengths[place.Sequence];
                }))];
                Assert.Equal(batch.Length, ends.Max());
            }
            Assert.Equal(batches.OrderByDescending(batch => batch.Tokens).Select(batch => batch.Tokens), batches.Select(batch => batch.Tokens));
        }
    }

    /// <summary>A few texts with lengths as questions have them, and some with long ones: hardly a token is padding.</summary>
    [Theory]
    [InlineData(20, 12, 2, 1.1)]
    [InlineData(16, 12, 0, 1.1)]
    public void PackedRowsAreFull(int count, int mean, int longOnes, double most)
    {
        var random = new Random(3);
        int[] lengths = [.. Enumerable.Range(0, count).Select(i => i < longOnes ? random.Next(100, 256) : random.Next(mean / 2, 2 * mean))];
        Assert.InRange(BatchPlan.Create(lengths, 384, 2, Batching.Packed, 256).Sum(batch => batch.Tokens), lengths.Sum(), most * lengths.Sum());
    }

    /// <summary>Angles of rotary embeddings are the less exact the later the position: a short text after thousands of tokens would have another vector than alone.</summary>
    [Fact]
    public void NoTextComesAfterThousandsOfTokens()
    {
        int[] lengths = [8_000, 5_000, 2_000, 900, .. Enumerable.Repeat(20, 100)];
        var places = BatchPlan.Create(lengths, 100_000, 1, Batching.Packed).SelectMany(batch => batch.Places).ToArray();
        Assert.Equal(lengths.Length, places.Length);
        Assert.All(places, place => Assert.InRange(place.Start + (place.Start == 0 ? 0 : lengths[place.Sequence]), 0, 1_024));
        Assert.Contains(places, place => place.Start > 0);
    }

    /// <summary>Every way to cut a few sequences into batches is tried.</summary>
    [Fact]
    public void NoOtherBatchesCostLess()
    {
        var random = new Random(7);
        for (int round = 0; round < 100; round++)
        {
            int[] lengths = [.. Enumerable.Range(0, random.Next(1, 11)).Select(_ => random.Next(1, 40)).OrderDescending()];
            const int most = 100;
            int best = Enumerable.Range(0, 1 << (lengths.Length - 1)).Select(Cut).Where(batches => batches.All(batch => batch.Length == 1 || batch.Length * batch[0] <= most)).Min(Cost);
            Assert.Equal(best, Cost(BatchPlan.Create(lengths, most, 1, Batching.Padded).Select(batch => batch.Places.Select(place => lengths[place.Sequence]).ToArray())));

            IEnumerable<int[]> Cut(int places)
            {
                int start = 0;
                for (int end = 1; end <= lengths.Length; end++)
                {
                    if (end < lengths.Length && (places & (1 << (end - 1))) == 0)
                        continue;
                    yield return lengths[start..end];
                    start = end;
                }
            }
        }

        static int Cost(IEnumerable<int[]> batches) => batches.Sum(batch => BatchPlan.TokensARun + (batch.Length * batch[0]));
    }

    /// <summary>One batch would leave the others without work.</summary>
    [Theory]
    [InlineData(1, 1, Batching.Padded)]
    [InlineData(2, 2, Batching.Padded)]
    [InlineData(4, 4, Batching.Padded)]
    [InlineData(1, 1, Batching.Packed)]
    [InlineData(2, 2, Batching.Packed)]
    [InlineData(4, 4, Batching.Packed)]
    internal void ThereIsABatchForEachRunAtTheSameTime(int parallelism, int expected, Batching batching) =>
        Assert.Equal(expected, BatchPlan.Create(Enumerable.Repeat(12, 16).ToArray(), 384, parallelism, batching).Count);
}
