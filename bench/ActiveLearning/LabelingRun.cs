using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Sentiment;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.ActiveLearning;

/// <summary>Somebody labels reviews, eight at a time. Which eight, a strategy says; without one they are random.</summary>
internal sealed class LabelingRun
{
    public const int BatchSize = 8, Batches = 8;
    private const int TestRows = 200;

    private readonly MLContext ml;
    private readonly List<EmbeddedReview> labeled, pool;
    private readonly IDataView test;

    public LabelingRun(IReadOnlyList<EmbeddedReview> reviews, int seed)
    {
        ml = new MLContext(seed);
        EmbeddedReview[] shuffled = [.. reviews];
        new Random(seed).Shuffle(shuffled);
        test = View(shuffled[..TestRows]);
        // The first batch is random for all; whoever draws one class alone goes on until there are two.
        int first = TestRows + BatchSize;
        while (shuffled[TestRows..first].Select(review => review.Label).Distinct().Count() < 2)
            first++;
        labeled = [.. shuffled[TestRows..first]];
        pool = [.. shuffled[first..]];
    }

    /// <summary>The accuracies after each batch.</summary>
    public IEnumerable<double> Label(LabelingStrategy? strategy)
    {
        for (int batch = 1; ; batch++)
        {
            var model = ml.BinaryClassification.Trainers.LinearProbe(featureColumnName: nameof(EmbeddedReview.Embedding)).Fit(View(labeled));
            yield return ml.BinaryClassification.Evaluate(model.Transform(test)).Accuracy;
            if (batch == Batches)
                yield break;

            // The pool is shuffled: its first rows are random ones.
#pragma warning disable TEMB001 // Experimental: its shape may change.
            IReadOnlyList<long> next = strategy is { } given
                ? ml.Model.SuggestNextToLabel(model, View(pool), BatchSize, new LabelSuggestionOptions
                {
                    Strategy = given,
                    LabeledData = View(labeled),
                    FeatureColumnName = nameof(EmbeddedReview.Embedding),
                })
                : [.. Enumerable.Range(0, BatchSize).Select(row => (long)row)];
#pragma warning restore TEMB001
            EmbeddedReview[] chosen = [.. next.Select(row => pool[(int)row])];
            labeled.AddRange(chosen);
            pool.RemoveAll(chosen.Contains);
        }
    }

    private IDataView View(IReadOnlyList<EmbeddedReview> rows)
    {
        // Trainers want vectors of known length, which the type float[] doesn't tell.
        var schema = SchemaDefinition.Create(typeof(EmbeddedReview));
        schema[nameof(EmbeddedReview.Embedding)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Embedding.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}
