using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;

/// <summary>The objectives for labeled texts.</summary>
internal sealed class LabelObjective : TextObjective
{
    /// <summary>As SupCon's authors have it for cosines.</summary>
    private const double Temperature = 0.07;

    private readonly LabeledText[] rows;
    private readonly TokenizedText[] texts;
    private readonly int[] labels;
    private readonly LabelBatches batches;
    private readonly FineTuningObjective objective;
    private readonly Dictionary<string, Tensor> parameters = [];

    /// <param name="rows">Labeled texts.</param>
    /// <param name="trainee">Makes ids and vectors of them.</param>
    /// <param name="dimension">Of the vectors.</param>
    /// <param name="options">Batch size, seed and objective.</param>
    public LabelObjective(LabeledText[] rows, TextTrainee trainee, int dimension, FineTuningOptions options)
        : base(trainee, options)
    {
        this.rows = rows;
        objective = options.Objective;
        texts = [.. rows.Select(row => trainee.Tokenize(row.Text))];
        string[] names = [.. rows.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];
        labels = [.. rows.Select(row => Array.BinarySearch(names, row.Label, StringComparer.Ordinal))];
        batches = new LabelBatches(labels, options.BatchSize, options.Seed);
        if (objective == FineTuningObjective.CrossEntropy)
        {
            parameters.Add("classifier.weight", torch.zeros(names.Length, dimension));
            parameters.Add("classifier.bias", torch.zeros(names.Length));
        }
    }

    public override IReadOnlyDictionary<string, Tensor> Parameters => parameters;

    public override IEnumerable<string> Data => rows.SelectMany(row => new[] { row.Text, row.Label });

    protected override IReadOnlyList<TokenizedText> Batch(int step) => [.. batches.Of(step).Select(row => texts[row])];

    public override Tensor Loss(int step, Tensor vectors)
    {
        long[] own = [.. batches.Of(step).Select(row => (long)labels[row])];
        if (objective == FineTuningObjective.CrossEntropy)
        {
            var weight = parameters["classifier.weight"].narrow(1, 0, vectors.shape[1]);
            return torch.nn.functional.cross_entropy(torch.nn.functional.linear(vectors, weight, parameters["classifier.bias"]), torch.tensor(own));
        }

        var units = torch.nn.functional.normalize(vectors, dim: 1);
        var cosines = torch.matmul(units, units.t());
        var (same, other) = Masks(own);
        return objective == FineTuningObjective.CosineSimilarity ? Cosines(cosines, same, other) : SupervisedContrastive(cosines, same);
    }

    /// <summary>Pairs of one label and pairs of two count the same, however many there are.</summary>
    private static Tensor Cosines(Tensor cosines, Tensor same, Tensor other)
    {
        var near = (cosines.sub(Scalars.One).square() * same).sum() / same.sum().clamp(Scalars.One);
        var far = (cosines.square() * other).sum() / other.sum().clamp(Scalars.One);
        return near.Plus(far).div(Scalars.Of(2));
    }

    /// <summary>The mean over the texts that have others of their label in the batch.</summary>
    private static Tensor SupervisedContrastive(Tensor cosines, Tensor same)
    {
        var logits = cosines.div(Scalars.Of(Temperature)).masked_fill(torch.eye(cosines.shape[0]).to(torch.ScalarType.Bool), Scalars.Of(double.NegativeInfinity));
        var logs = torch.nn.functional.log_softmax(logits, 1).masked_fill(same.eq(Scalars.Of(0)), Scalars.Of(0));
        var partners = same.sum(1);
        var each = -logs.sum(1) / partners.clamp(Scalars.One);
        return each.sum() / partners.gt(Scalars.Of(0)).to(torch.ScalarType.Float32).sum().clamp(Scalars.One);
    }

    /// <summary>1 for two texts of one label, and for two of two labels; a text makes no pair with itself.</summary>
    private static (Tensor Same, Tensor Other) Masks(long[] labels)
    {
        int count = labels.Length;
        float[] same = new float[count * count], other = new float[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                if (i != j)
                    (labels[i] == labels[j] ? same : other)[(i * count) + j] = 1;
            }
        }
        return (torch.tensor(same, [count, count]), torch.tensor(other, [count, count]));
    }
}
