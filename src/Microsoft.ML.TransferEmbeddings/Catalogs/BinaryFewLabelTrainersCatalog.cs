using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.FewLabels;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;
using BinaryTransformer = Microsoft.ML.Data.BinaryPredictionTransformer<
    Microsoft.ML.Calibrators.CalibratedModelParametersBase<Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>>;

namespace Microsoft.ML;

/// <summary>Trainers of two classes for embeddings and few labels.</summary>
public static class BinaryFewLabelTrainersCatalog
{
    /// <summary>Logistic regression with a cross-validated penalty, for two classes.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A column of <see cref="bool"/>.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">A name is empty, or an option out of its range.</exception>
    public static LinearProbeTrainer<BinaryTransformer> LinearProbe(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features", LinearProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var environment = MLNetInternals.EnvironmentOf(catalog);
        return FewLabelTrainers.LinearProbe(environment, new BinaryTask(environment), labelColumnName, featureColumnName, options);
    }

    /// <summary>A classifier for two classes from a handful of labeled rows, the classes' names and unlabeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A column of <see cref="bool"/>. It can't be missing: rows without a label go into <see cref="FewShotOptions.UnlabeledData"/>.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <param name="options">Null for the defaults, which are without names.</param>
    /// <exception cref="ArgumentException">A name is empty, or an option out of its range.</exception>
    public static FewShotTrainer<BinaryTransformer> FewShot(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features", FewShotOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var environment = MLNetInternals.EnvironmentOf(catalog);
        return FewLabelTrainers.FewShot(environment, new BinaryTask(environment), labelColumnName, featureColumnName, options ?? new FewShotOptions());
    }

    /// <summary>A classifier for two classes from their names alone: no label is read. The rows it is fitted on are its unlabeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="classNames">What the classes are called: <see cref="ClassNames.EmbedBinary"/>.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <param name="options">Null for the defaults; its <see cref="FewShotOptions.ClassNames"/> are not looked at.</param>
    /// <exception cref="ArgumentException">A name is empty, or an option out of its range.</exception>
    public static FewShotTrainer<BinaryTransformer> ZeroShot(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        ClassNames classNames, string featureColumnName = "Features", FewShotOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var environment = MLNetInternals.EnvironmentOf(catalog);
        return FewLabelTrainers.ZeroShot(environment, new BinaryTask(environment), classNames, "Label", featureColumnName, options);
    }
}
