using Microsoft.ML.Trainers;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;

/// <summary>A row of a table: trainers, made with the context and the unlabeled rows at hand.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Binary">For a Boolean label.</param>
/// <param name="Multiclass">For a key label; null where there is none.</param>
internal sealed record Method(
    string Name, Func<MLContext, IDataView, IEstimator<ITransformer>> Binary, Func<MLContext, IDataView, IEstimator<ITransformer>>? Multiclass = null)
{
    private const string Target = "Target";

    /// <summary>What the others are compared with.</summary>
    public static Method Plain { get; } = new(
        "Logistic regression, C = 1",
        (ml, _) => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(Lbfgs(1)),
        (ml, _) => ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = Target,
            L1Regularization = 0,
            L2Regularization = 1,
            NumberOfThreads = 1,
        }));

    /// <summary>The linear probe at its defaults, and ML.NET's linear trainers at several settings.</summary>
    public static IReadOnlyList<Method> LinearTrainers { get; } =
    [
        new("`LinearProbe`", (ml, _) => ml.BinaryClassification.Trainers.LinearProbe(Target)),
        .. new[] { 0.001f, 0.01f, 0.1f, 1 }.Select(l2 => new Method(
            FormattableString.Invariant($"LbfgsLogisticRegression, L1 = 0, L2 = {l2}"), (ml, _) => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(Lbfgs(l2)))),
        new("LbfgsLogisticRegression", (ml, _) => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { LabelColumnName = Target, NumberOfThreads = 1 })),
        new("SdcaLogisticRegression", (ml, _) => ml.BinaryClassification.Trainers.SdcaLogisticRegression(
            new SdcaLogisticRegressionBinaryTrainer.Options { LabelColumnName = Target, NumberOfThreads = 1 })),
        new("AveragedPerceptron", (ml, _) => ml.BinaryClassification.Trainers.AveragedPerceptron(Target)),
        new("LinearSvm", (ml, _) => ml.BinaryClassification.Trainers.LinearSvm(Target)),
    ];

    /// <summary>Names alone, and names with self-training on the unlabeled rows.</summary>
    public static IReadOnlyList<Method> FewShot(ClassEmbeddings names) =>
    [
        FewShot("`FewShot` with names", names, selfTraining: false),
        FewShot("`FewShot` with names and unlabeled rows", names, selfTraining: true),
    ];

    /// <summary>The same without labels.</summary>
    public static IReadOnlyList<Method> ZeroShot(ClassEmbeddings names) => [ZeroShot(names, selfTraining: false), ZeroShot(names, selfTraining: true)];

    private static Method FewShot(string name, ClassEmbeddings names, bool selfTraining)
    {
        return new Method(
            name,
            (ml, unlabeled) => ml.BinaryClassification.Trainers.FewShot(Options(names, unlabeled, selfTraining)),
            (ml, unlabeled) => ml.MulticlassClassification.Trainers.FewShot(Options(names, unlabeled, selfTraining)));
    }

    private static Method ZeroShot(ClassEmbeddings names, bool selfTraining)
    {
        return new Method(
            "`ZeroShot`",
            (ml, unlabeled) => ml.BinaryClassification.Trainers.ZeroShot(Options(names, unlabeled, selfTraining)),
            (ml, unlabeled) => ml.MulticlassClassification.Trainers.ZeroShot(Options(names, unlabeled, selfTraining)));
    }

    private static FewShotOptions Options(ClassEmbeddings names, IDataView unlabeled, bool selfTraining) =>
        new() { LabelColumnName = Target, ClassEmbeddings = names, UnlabeledData = unlabeled, SelfTraining = selfTraining };

    private static LbfgsLogisticRegressionBinaryTrainer.Options Lbfgs(float l2) =>
        new() { LabelColumnName = Target, L1Regularization = 0, L2Regularization = l2, NumberOfThreads = 1 };
}
