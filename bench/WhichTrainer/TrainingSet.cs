using Microsoft.ML.TransferEmbeddings.Benchmarks.Sentiment;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.WhichTrainer;

/// <summary>A column of the table: how many labels a trainer gets, and how they come.</summary>
internal sealed record TrainingSet(string Name, int LabelsPerClass, bool SortedByClass, bool Cached)
{
    public static readonly IReadOnlyList<TrainingSet> All =
    [
        new("16 labels per class", 16, SortedByClass: false, Cached: true),
        new("64 labels per class", 64, SortedByClass: false, Cached: true),
        new("400 labels per class", 400, SortedByClass: false, Cached: true),
        new("64, sorted by class, no cache", 64, SortedByClass: true, Cached: false),
    ];

    public double Accuracy(Draw draw, TrainerChoice choice) => draw.Accuracy(LabelsPerClass, ml => Pipeline(ml, choice), SortedByClass);

    private IEstimator<ITransformer> Pipeline(MLContext ml, TrainerChoice choice)
    {
        var features = ml.Transforms.CopyColumns("Features", nameof(EmbeddedReview.Embedding));
        var trainer = choice.Create(ml.BinaryClassification.Trainers);
        return Cached ? features.AppendCacheCheckpoint(ml).Append(trainer) : features.Append(trainer);
    }
}
