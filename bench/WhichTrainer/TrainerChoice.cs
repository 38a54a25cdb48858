using Microsoft.ML.Trainers;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.WhichTrainer;

/// <summary>A binary trainer with the name it has in the table.</summary>
internal sealed record TrainerChoice(string Name, Func<BinaryClassificationCatalog.BinaryClassificationTrainers, IEstimator<ITransformer>> Create)
{
    /// <summary>Everything at its defaults but for what the name says and for the threads: with one, every run gives the same weights.</summary>
    public static readonly IReadOnlyList<TrainerChoice> All =
    [
        new("SdcaLogisticRegression", trainers => trainers.SdcaLogisticRegression(
            new SdcaLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 })),
        // The method without options, as the options have another loss by default.
        new("AveragedPerceptron", trainers => trainers.AveragedPerceptron()),
        new("SgdCalibrated", trainers => trainers.SgdCalibrated(new SgdCalibratedTrainer.Options { NumberOfThreads = 1 })),
        new("LinearSvm", trainers => trainers.LinearSvm()),
        new("LbfgsLogisticRegression", trainers => trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 })),
        new("LbfgsLogisticRegression, L1 = 0, L2 = 0.1", trainers => trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { L1Regularization = 0, L2Regularization = 0.1f, NumberOfThreads = 1 })),
    ];
}
