using Microsoft.ML.TransferEmbeddings.Text.OnnxText;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.OnnxText;

public class BatchPlanTests
{
    [Theory]
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
            var batches = BatchPlan.Create(lengths, most, random.Next(1, 4), batching);
            Assert.Equal(Enumerable.Range(0, lengths.Length), batches.SelectMany(batch => batch).Order());
            foreach (var batch in batches)
            {
                Assert.True(batch.Count == 1 || batch.Count * lengths[batch[0]] <= most);
                Assert.Equal(batch.Max(i => lengths[i]), lengths[batch[0]]);
                if (batching != Batching.Padded)
                    Assert.Equal(batching == Batching.None ? 1 : batch.Count, batching == Batching.None ? batch.Count : batch.Count(i => lengths[i] == lengths[batch[0]]));
            }
            Assert.Equal(batches.OrderByDescending(Cost).Select(Cost), batches.Select(Cost));

            int Cost(ArraySegment<int> batch) => batch.Count * lengths[batch[0]];
        }
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
            Assert.Equal(best, Cost(BatchPlan.Create(lengths, most, 1, Batching.Padded).Select(batch => batch.Select(i => lengths[i]).ToArray())));

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
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    public void ThereIsABatchForEachRunAtTheSameTime(int parallelism, int expected) =>
        Assert.Equal(expected, BatchPlan.Create(Enumerable.Repeat(12, 16).ToArray(), 384, parallelism, Batching.Padded).Count);
}
