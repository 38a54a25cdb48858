using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;

/// <summary>
/// The objectives for pairs of texts: those that belong together are nearer than those of other pairs of the batch (multiple negatives ranking, Henderson et al. 2017,
/// https://arxiv.org/abs/1705.00652); with scores, cosines have the order of the scores (CoSENT, https://kexue.fm/archives/8847).
/// </summary>
internal sealed class PairObjective : TextObjective
{
    /// <summary>What cosines are multiplied with, as in sentence-transformers.</summary>
    private const double Scale = 20;

    private readonly TextPair[] pairs;
    private readonly TokenizedText[] firsts;
    private readonly TokenizedText[] seconds;
    private readonly PairBatches batches;

    /// <param name="pairs">All with a score, or none.</param>
    /// <param name="trainee">Makes ids and vectors of the texts.</param>
    /// <param name="options">Batch size and seed.</param>
    public PairObjective(TextPair[] pairs, TextTrainee trainee, FineTuningOptions options)
        : base(trainee, options)
    {
        this.pairs = pairs;
        firsts = [.. pairs.Select(pair => trainee.Tokenize(pair.First))];
        seconds = [.. pairs.Select(pair => trainee.Tokenize(pair.Second))];
        batches = new PairBatches(pairs.Length, options.BatchSize, options.Seed);
    }

    public override IEnumerable<string> Data => pairs.SelectMany(pair => new[] { pair.First, pair.Second, $"{pair.Score:R}" });

    protected override IReadOnlyList<TokenizedText> Batch(int step)
    {
        var batch = batches.Of(step);
        return [.. batch.Select(row => firsts[row]), .. batch.Select(row => seconds[row])];
    }

    public override Tensor Loss(int step, Tensor vectors)
    {
        var batch = batches.Of(step);
        var units = torch.nn.functional.normalize(vectors, dim: 1);
        Tensor first = units.narrow(0, 0, batch.Count), second = units.narrow(0, batch.Count, batch.Count);
        return pairs[0].Score is null
            ? Ranking(first, second, batch)
            : InOrder((first * second).sum(1).mul(Scalars.Of(Scale)), [.. batch.Select(row => pairs[row].Score!.Value)]);
    }

    /// <summary>Another pair's text that is the same is no wrong answer.</summary>
    private Tensor Ranking(Tensor first, Tensor second, IReadOnlyList<int> batch)
    {
        var scores = torch.matmul(first, second.t()).mul(Scalars.Of(Scale));
        int count = batch.Count;
        var twins = new float[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                if (i != j && (pairs[batch[i]].Second == pairs[batch[j]].Second || pairs[batch[i]].First == pairs[batch[j]].First))
                    twins[(i * count) + j] = 1;
            }
        }
        scores = scores.masked_fill(torch.tensor(twins, [count, count]).gt(Scalars.Of(0)), Scalars.Of(double.NegativeInfinity));
        return torch.nn.functional.cross_entropy(scores, Scalars.Range(0, count, torch.ScalarType.Int64));
    }

    private static Tensor InOrder(Tensor cosines, double[] scores)
    {
        int count = scores.Length;
        var excluded = new float[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
                excluded[(i * count) + j] = scores[i] < scores[j] ? 0 : 1;
        }
        // How much nearer the pair of the row is than that of the column, though its score is lower.
        var excess = (cosines.unsqueeze(1) - cosines.unsqueeze(0)).masked_fill(torch.tensor(excluded, [count, count]).gt(Scalars.Of(0)), Scalars.Of(double.NegativeInfinity));
        return torch.cat([torch.zeros(1), excess.reshape(-1)]).logsumexp(0);
    }
}
