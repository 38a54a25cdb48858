using System.Collections.Concurrent;
using Microsoft.ML.TransferEmbeddings.Items.Data;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Items.Learning;

/// <summary>One factorization, from random vectors of the items to the vectors of both sides.</summary>
internal sealed class AlsTraining(Interactions interactions, ImplicitAlsTrainer trainer, IProgress<RecommenderProgress>? progress, CancellationToken cancellation)
{
    /// <summary>Of the first vectors' lengths, about: small beside what is learned.</summary>
    private const double FirstLength = 0.1;

    /// <summary>Rows that a thread solves for before it looks for more.</summary>
    private const int RowsAtOnce = 32;

    private readonly AlsSettings settings = new(trainer.Dimension, trainer.UnobservedWeight, trainer.Regularization, trainer.FrequencyExponent);
    private readonly ConcurrentBag<AlsScratch> idle = [];

    public ImplicitAlsRecommender Run()
    {
        float[] users = new float[checked(interactions.Users.Count * settings.Dimension)], items = FirstItems();
        for (int sweep = 0; sweep < trainer.Sweeps; sweep++)
        {
            Improve(interactions.ByUser, Hold(items, interactions.Items.Count), users);
            Report(2 * sweep + 1);
            Improve(interactions.ByItem, Hold(users, interactions.Users.Count), items);
            Report(2 * sweep + 2);
        }
        // The vectors of users are those that the finished vectors of items give, as for users who come later.
        var held = Hold(items, interactions.Items.Count);
        ForAll(interactions.ByUser, users, (row, vector, scratch) => held.Solve(interactions.ByUser.ColumnsOf(row), interactions.ByUser.ValuesOf(row), vector, scratch.System));
        return new ImplicitAlsRecommender(TableOf(interactions.Items, items), TableOf(interactions.Users, users), settings, held);
    }

    private float[] FirstItems()
    {
        var items = new float[checked(interactions.Items.Count * settings.Dimension)];
        double scale = FirstLength / Math.Sqrt(settings.Dimension);
        for (int item = 0; item < interactions.Items.Count; item++)
        {
            var random = SplitMixRandom.For(trainer.Seed, stage: 0, item);
            foreach (ref float value in items.AsSpan(item * settings.Dimension, settings.Dimension))
                value = (float)(scale * Math.Sqrt(3) * (2 * random.NextSingle() - 1));
        }
        return items;
    }

    private AlsSide Hold(float[] vectors, int count) => new(vectors, count, settings, trainer.MaxDegreeOfParallelism, cancellation);

    private void Improve(SparseRows rows, AlsSide other, float[] vectors)
    {
        var basis = other.ToBasis(trainer.MaxDegreeOfParallelism, cancellation);
        ForAll(rows, vectors, (row, vector, scratch) => other.SolveQuickly(basis, rows.ColumnsOf(row), rows.ValuesOf(row), vector, scratch));
    }

    private void ForAll(SparseRows rows, float[] vectors, Action<int, Span<float>, AlsScratch> solve) =>
        ParallelWork.Run((rows.RowCount + RowsAtOnce - 1) / RowsAtOnce, trainer.MaxDegreeOfParallelism, cancellation, piece =>
        {
            if (!idle.TryTake(out var scratch))
                scratch = new AlsScratch(settings.Dimension);
            for (int row = piece * RowsAtOnce; row < Math.Min(rows.RowCount, (piece + 1) * RowsAtOnce); row++)
                solve(row, vectors.AsSpan(row * settings.Dimension, settings.Dimension), scratch);
            idle.Add(scratch);
        });

    private void Report(int halfSweeps) => progress?.Report(new RecommenderProgress(halfSweeps, 2 * trainer.Sweeps));

    private KeyedVectors TableOf(IReadOnlyList<string> keys, float[] vectors) => KeyedVectors.Of(new WordTable([.. keys], vectors, settings.Dimension));
}
