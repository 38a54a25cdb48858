using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.FewLabels;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;
using MulticlassTransformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>;

namespace Microsoft.ML;

/// <summary>Trainers of any number of classes for embeddings and few labels.</summary>
public static class MulticlassFewLabelTrainersCatalog
{
    /// <summary>Logistic regression with a cross-validated penalty, for any number of classes.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A key column. Rows whose key is missing are left out.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">A name is empty, or an option out of its range.</exception>
    public static LinearProbeTrainer<MulticlassTransformer> LinearProbe(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features", LinearProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var environment = MLNetInternals.EnvironmentOf(catalog);
        return FewLabelTrainers.LinearProbe(environment, new MulticlassTask(environment), labelColumnName, featureColumnName, options);
    }

    /// <summary>A classifier from a handful of labeled rows, the classes' names and unlabeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A key column. Rows whose key is missing count as unlabeled.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <param name="options">Null for the defaults, which are without names.</param>
    /// <exception cref="ArgumentException">A name is empty, or an option out of its range.</exception>
    public static FewShotTrainer<MulticlassTransformer> FewShot(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features", FewShotOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var environment = MLNetInternals.EnvironmentOf(catalog);
        return FewLabelTrainers.FewShot(environment, new MulticlassTask(environment), labelColumnName, featureColumnName, options ?? new FewShotOptions());
    }

    /// <summary>A classifier from the classes' names alone: no label is read. The rows it is fitted on are its unlabeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="classNames">What the classes are called: <see cref="ClassNames.Embed"/>.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <param name="labelColumnName">Where the data have a key column of this name, predicted keys are of its values, so that they can be compared; otherwise of
    /// the class names' labels, in their order.</param>
    /// <param name="options">Null for the defaults; its <see cref="FewShotOptions.ClassNames"/> are not looked at.</param>
    /// <exception cref="ArgumentException">A name is empty, or an option out of its range.</exception>
    public static FewShotTrainer<MulticlassTransformer> ZeroShot(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        ClassNames classNames, string featureColumnName = "Features", string labelColumnName = "Label", FewShotOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var environment = MLNetInternals.EnvironmentOf(catalog);
        return FewLabelTrainers.ZeroShot(environment, new MulticlassTask(environment), classNames, labelColumnName, featureColumnName, options);
    }
}
