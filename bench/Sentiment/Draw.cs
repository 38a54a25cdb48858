using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Sentiment;

/// <summary>One random split: each class is shuffled with the draw's seed, its last 100 rows are for testing, its first ones for training.</summary>
internal sealed class Draw
{
    private const int TestRowsPerClass = 100;

    private readonly int seed;
    private readonly List<EmbeddedReview> training = [];
    private readonly List<EmbeddedReview> test = [];

    public Draw(IReadOnlyList<EmbeddedReview> reviews, int seed)
    {
        this.seed = seed;
        var random = new Random(seed);
        var positives = Shuffled(reviews.Where(review => review.Label), random);
        var negatives = Shuffled(reviews.Where(review => !review.Label), random);

        // The classes take turns, so that the first 2k rows are k of each, for any k, and no trainer sees one class first.
        foreach (var (positive, negative) in positives.SkipLast(TestRowsPerClass).Zip(negatives.SkipLast(TestRowsPerClass)))
            training.AddRange([positive, negative]);
        test.AddRange([.. positives.TakeLast(TestRowsPerClass), .. negatives.TakeLast(TestRowsPerClass)]);
    }

    /// <summary>Fits a pipeline on the first rows of each class, and nothing else, and gives its accuracy on the test rows.</summary>
    /// <param name="labelsPerClass">Training rows of each class.</param>
    /// <param name="pipeline">Makes the pipeline. The context is new each time, so that a number doesn't depend on what was measured before it.</param>
    /// <param name="sortedByClass">Trains on all rows of one class first, as a sorted file has them.</param>
    public double Accuracy(int labelsPerClass, Func<MLContext, IEstimator<ITransformer>> pipeline, bool sortedByClass = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(2 * labelsPerClass, training.Count);
        var rows = training.Take(2 * labelsPerClass);
        if (sortedByClass)
            rows = rows.OrderBy(review => review.Label);

        var ml = new MLContext(seed);
        var model = pipeline(ml).Fit(View(ml, [.. rows]));
        using (model as IDisposable)
            return ml.BinaryClassification.EvaluateNonCalibrated(model.Transform(View(ml, test))).Accuracy;
    }

    private static EmbeddedReview[] Shuffled(IEnumerable<EmbeddedReview> reviews, Random random)
    {
        EmbeddedReview[] shuffled = [.. reviews];
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static IDataView View(MLContext ml, List<EmbeddedReview> rows)
    {
        // Trainers want vectors of known length, which the type float[] doesn't tell.
        var schema = SchemaDefinition.Create(typeof(EmbeddedReview));
        schema[nameof(EmbeddedReview.Embedding)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Embedding.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}
