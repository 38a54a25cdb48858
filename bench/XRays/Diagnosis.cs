namespace Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;

/// <summary>Linear classifiers on the last layer, on inner layers and on raw pixels, trained on one part and tested on another.</summary>
internal sealed class Diagnosis : IDisposable
{
    public const string LastLayer = "last layer", InnerLayers = "inner layers", RawPixels = nameof(XRay.Pixels);

    private const int ExamplesOfEach = 3;

    private static readonly string[] Features = [LastLayer, InnerLayers, RawPixels];

    private readonly MLContext ml = new(1);
    private readonly EmbeddingTransformer last;
    private readonly EmbeddingTransformer inner;
    private readonly IDataView training;

    /// <param name="model">The network.</param>
    /// <param name="layers">Null to choose them on the training rows.</param>
    /// <param name="rows">The training part.</param>
    public Diagnosis(ImageEmbeddingModel model, IReadOnlyList<string>? layers, IReadOnlyList<XRay> rows)
    {
        var images = ml.Data.LoadFromEnumerable(rows);
#pragma warning disable TEMB001 // Experimental: its shape may change.
        Layers = layers ?? ml.Transforms.SelectImageLayers(images, nameof(XRay.Image), model).Layers;
#pragma warning restore TEMB001
        using var innerModel = model.WithLayers(Layers);
        last = ml.Transforms.EmbedImages(LastLayer, model, nameof(XRay.Image)).Fit(images);
        inner = ml.Transforms.EmbedImages(InnerLayers, innerModel, nameof(XRay.Image)).Fit(images);
        training = Embed(rows);
    }

    public IReadOnlyList<string> Layers { get; }

    /// <summary>Computed once; trainers pass over it again and again.</summary>
    public IDataView Embed(IReadOnlyList<XRay> rows) =>
        ml.Data.Cache(inner.Transform(last.Transform(ml.Data.LoadFromEnumerable(rows))));

    /// <summary>Of each kind of features: the trained model by its name.</summary>
    public IReadOnlyDictionary<string, ITransformer> Train(bool balanced) => Features.ToDictionary(
        name => name, name => Probe(name, balanced).Fit(training));

    public (double Auc, IReadOnlyList<Scored> Rows) Test(ITransformer trained, IDataView test)
    {
        var answers = trained.Transform(test);
        return (ml.BinaryClassification.Evaluate(answers).AreaUnderRocCurve, [.. ml.Data.CreateEnumerable<Scored>(answers, reuseRowObject: false)]);
    }

    public LearningCurve LearningCurve(params int[] labels) => ml.BinaryClassification.LearningCurve(
        training,
        Features.Select(name => KeyValuePair.Create(name, Probe(name, balanced: false))),
        new LearningCurveOptions { LabelsPerClass = labels, Draws = 5 });

    /// <summary>The surest right and wrong answers of each class.</summary>
    public static void DrawExamples(string file, IReadOnlyList<XRay> images, IReadOnlyList<Scored> scores, double threshold)
    {
        var answers = images.Zip(scores, (image, scored) => (image.Image, scored.Label, scored.Probability, IsRight: scored.Label == scored.Probability >= threshold)).ToArray();
        var rows = from label in new[] { true, false }
                   from isRight in new[] { true, false }
                   let chosen = answers.Where(answer => answer.Label == label && answer.IsRight == isRight)
                   let surest = chosen.OrderByDescending(answer => Math.Abs(answer.Probability - threshold)).Take(ExamplesOfEach)
                   let tiles = surest.Select(answer => new Tile(answer.Image, $"pneumonia {answer.Probability:P0}", isRight ? "#2e933c" : "#d1495b")).ToArray()
                   where tiles.Length > 0
                   select ($"{(label ? "pneumonia" : "normal")}, {(isRight ? "right" : "wrong")}", (IReadOnlyList<Tile>)tiles);
        ContactSheet.Write(file, "Example predictions", [.. rows]);
    }

    public void Dispose()
    {
        last.Dispose();
        inner.Dispose();
    }

    private IEstimator<ITransformer> Probe(string features, bool balanced) =>
        ml.BinaryClassification.Trainers.LinearProbe(new LinearProbeOptions
        {
            LabelColumnName = nameof(XRay.Label),
            FeatureColumnName = features,
            BalanceClasses = balanced,
        });
}
