using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

/// <summary>On real reviews with the model inside the package: what the trainers are for.</summary>
public sealed class ReviewTests
{
    private const int TestRows = 200;
    private static readonly MLContext Ml = new(seed: 1);
    private static readonly Lazy<Review[]> Reviews = new(Read);

    public sealed class Review
    {
        public bool Label { get; set; }

        [VectorType(256)]
        public float[] Features { get; set; } = [];
    }

    [Fact]
    public void NamesAreWorthMoreThanFourLabels()
    {
        var options = new FewShotOptions { ClassEmbeddings = ClassEmbeddings.EmbedBinary("a negative review", "a positive review") };
        double plain = Accuracy(4, Ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 1));
        double few = Accuracy(4, Ml.BinaryClassification.Trainers.FewShot(options));
        Assert.True(few > plain + 0.05, $"{plain} without names, {few} with");
    }

    [Fact]
    public void TheProbeIsAsGoodAsTheBestSettingOfAnother()
    {
        double probe = Accuracy(32, Ml.BinaryClassification.Trainers.LinearProbe());
        double best = new[] { 0.01f, 0.1f, 1 }.Max(l2 => Accuracy(32, Ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: l2)));
        Assert.True(probe > best - 0.01, $"{probe}, and {best} with the best setting");
        Assert.True(probe > 0.7, $"{probe}, and 0.5 by the majority class");
    }

    private static double Accuracy(int labels, IEstimator<ITransformer> trainer) => Enumerable.Range(1, 10).Average(seed =>
    {
        Review[] shuffled = [.. Reviews.Value];
        new Random(seed).Shuffle(shuffled);
        var training = shuffled[TestRows..].GroupBy(review => review.Label).SelectMany(group => group.Take(labels));
        var model = trainer.Fit(Ml.Data.LoadFromEnumerable(training));
        return Ml.BinaryClassification.EvaluateNonCalibrated(model.Transform(Ml.Data.LoadFromEnumerable(shuffled[..TestRows]))).Accuracy;
    });

    private static Review[] Read()
    {
        string[][] lines = [.. File.ReadLines(Path.Combine(Repository.Root, "samples/data/sentiment_labelled_sentences/yelp_labelled.txt")).Select(line => line.Split('\t'))];
        return [.. lines.Zip(TextEmbeddingModel.Default.Embed(lines.Select(line => line[0])), (line, vector) => new Review { Label = line[1].Trim() == "1", Features = vector })];
    }
}
