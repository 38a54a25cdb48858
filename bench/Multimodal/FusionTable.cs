using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Multimodal;

/// <summary>Accuracies of heads on texts, images and both, where all is there and where something is missing.</summary>
internal sealed class FusionTable(GlossCorpus corpus, Action<string> report)
{
    private readonly MLContext ml = new(seed: 1);

    public Section Measure()
    {
        var trainers = ml.MulticlassClassification.Trainers;
        (string Name, IEstimator<ITransformer> Pipeline)[] ways =
        [
            ("text alone", Fuse("Text").Append(trainers.LinearProbe())),
            ("image alone", Fuse("Image").Append(trainers.LinearProbe())),
            ("FuseEmbeddings", Fuse("Text", "Image").Append(trainers.LinearProbe())),
            ("… missing blocks get the mean", Fuse(new FuseEmbeddingsOptions { InputColumnNames = ["Text", "Image"], MissingBlocks = MissingBlockHandling.Mean }).Append(trainers.LinearProbe())),
            ("… WithModalityDropout", Fuse("Text", "Image").Append(trainers.LinearProbe().WithModalityDropout())),
            ("… LateFusion", Fuse("Text", "Image").Append(trainers.LateFusion())),
        ];
        return new Section(
            "Which of 12 classes",
            $"Accuracy in percent of a linear probe: mean of {GlossCorpus.Folds} parts, each predicted by a model that was trained on the other four, where nothing is missing.",
            new MarkdownTable(["", .. MissingHalf.All.Select(missing => missing.Name)], ways.Select(way => Row(way.Name, way.Pipeline))));
    }

    private FuseEmbeddingsEstimator Fuse(params string[] columns) => ml.Transforms.FuseEmbeddings("Features", columns);

    private FuseEmbeddingsEstimator Fuse(FuseEmbeddingsOptions options) => ml.Transforms.FuseEmbeddings("Features", options);

    private string[] Row(string name, IEstimator<ITransformer> pipeline)
    {
        var accuracies = MissingHalf.All.Select(_ => new List<double>()).ToArray();
        for (int fold = 0; fold < GlossCorpus.Folds; fold++)
        {
            report($"{name}, part {fold + 1} of {GlossCorpus.Folds}");
            var model = pipeline.Fit(corpus.View(corpus.Items.Where(item => item.Fold != fold)));
            foreach (var (missing, found) in MissingHalf.All.Zip(accuracies))
                found.Add(ml.MulticlassClassification.Evaluate(model.Transform(corpus.View(missing.Apply(corpus.Items.Where(item => item.Fold == fold))))).MicroAccuracy);
        }
        return [name, .. accuracies.Select(found => Number.Percent(found.Average()))];
    }
}
