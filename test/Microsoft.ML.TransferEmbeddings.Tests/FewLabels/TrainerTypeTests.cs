using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using LogisticModel = Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

/// <summary>Every trainer has a name of its own, and ML.NET's trainers of trainers take what they can.</summary>
public sealed class TrainerTypeTests
{
    private const int Classes = 4;

    private readonly MLContext ml = new(seed: 1);
    private readonly Clusters data;

    private readonly LinearProbeBinaryTrainer linearProbe;
    private readonly LinearProbeMulticlassTrainer linearProbeOfMany;
    private readonly FewShotBinaryTrainer fewShot;
    private readonly FewShotMulticlassTrainer fewShotOfMany;
    private readonly ZeroShotBinaryTrainer zeroShot;
    private readonly ZeroShotMulticlassTrainer zeroShotOfMany;
    private readonly NearestNeighborTrainer nearestNeighbor;
    private readonly NearestCentroidTrainer nearestCentroid;

    public TrainerTypeTests()
    {
        data = new Clusters(ml, Classes);
        linearProbe = ml.BinaryClassification.Trainers.LinearProbe();
        linearProbeOfMany = ml.MulticlassClassification.Trainers.LinearProbe();
        fewShot = ml.BinaryClassification.Trainers.FewShot();
        fewShotOfMany = ml.MulticlassClassification.Trainers.FewShot();
        zeroShot = ml.BinaryClassification.Trainers.ZeroShot(data.BinaryNames());
        zeroShotOfMany = ml.MulticlassClassification.Trainers.ZeroShot(data.Names());
        nearestNeighbor = ml.MulticlassClassification.Trainers.KNearestNeighbors();
        nearestCentroid = ml.MulticlassClassification.Trainers.NearestCentroid();
    }

    [Fact]
    public void EachTrainerIsAnEstimatorOfItsModel()
    {
        Assert.IsAssignableFrom<IEstimator<BinaryPredictionTransformer<LogisticModel>>>(linearProbe);
        Assert.IsAssignableFrom<IEstimator<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>>(linearProbeOfMany);
        Assert.IsAssignableFrom<IEstimator<TransformerChain<BinaryPredictionTransformer<LogisticModel>>>>(fewShot);
        Assert.IsAssignableFrom<IEstimator<TransformerChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>>>(fewShotOfMany);
        Assert.IsAssignableFrom<IEstimator<TransformerChain<BinaryPredictionTransformer<LogisticModel>>>>(zeroShot);
        Assert.IsAssignableFrom<IEstimator<TransformerChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>>>(zeroShotOfMany);
        Assert.IsAssignableFrom<IEstimator<MulticlassPredictionTransformer<NearestNeighborModelParameters>>>(nearestNeighbor);
        Assert.IsAssignableFrom<IEstimator<MulticlassPredictionTransformer<NearestNeighborModelParameters>>>(nearestCentroid);
    }

    [Fact]
    public void TheInfoIsTrue()
    {
        TrainerInfo[] infos = [linearProbe.Info, linearProbeOfMany.Info, nearestNeighbor.Info, nearestCentroid.Info];
        Assert.All(infos, info => Assert.False(info.NeedNormalization || info.WantCaching));
    }

    [Fact]
    public void OneVersusAllTakesTheBinaryTrainer() => TrainsAndPredicts(ml.MulticlassClassification.Trainers.OneVersusAll(linearProbe));

    [Fact]
    public void PairwiseCouplingTakesTheBinaryTrainer() => TrainsAndPredicts(ml.MulticlassClassification.Trainers.PairwiseCoupling(linearProbe));

    [Fact]
    public void PermutationFeatureImportanceTakesTheModel()
    {
        var view = data.View(data.Rows(80, seed: 1));
        var model = linearProbeOfMany.Fit(view);
        var importance = ml.MulticlassClassification.PermutationFeatureImportance(model, view, permutationCount: 2);
        Assert.Equal(Clusters.Dimension, importance.Length);
        // Each of the first four dimensions is the center of a class, the eighth is noise.
        Assert.True(importance[0].MicroAccuracy.Mean < importance[7].MicroAccuracy.Mean);
    }

    private void TrainsAndPredicts(IEstimator<ITransformer> trainer)
    {
        var model = trainer.Fit(data.View(data.Rows(80, seed: 1)));
        Assert.InRange(ml.MulticlassClassification.Evaluate(model.Transform(data.View(data.Rows(400, seed: 2)))).MicroAccuracy, 0.8, 1);
    }
}
