using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using BinaryTrainers = Microsoft.ML.BinaryClassificationCatalog.BinaryClassificationTrainers;

namespace Microsoft.ML;

/// <summary>Trainers of two classes for embeddings and few labels.</summary>
public static class BinaryFewLabelTrainersCatalog
{
    /// <summary>Logistic regression with a cross-validated penalty, for two classes.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A column of <see cref="bool"/>.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static LinearProbeBinaryTrainer LinearProbe(
        this BinaryTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        catalog.LinearProbe(new LinearProbeOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Logistic regression with a cross-validated penalty, for two classes.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">Columns and settings.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static LinearProbeBinaryTrainer LinearProbe(this BinaryTrainers catalog, LinearProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new LinearProbeBinaryTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>A classifier for two classes from a handful of labeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A column of <see cref="bool"/>. It can't be missing: rows without a label go into
    /// <see cref="FewShotOptions.UnlabeledData"/>.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static FewShotBinaryTrainer FewShot(
        this BinaryTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        catalog.FewShot(new FewShotOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>A classifier for two classes from a handful of labeled rows, the names of the classes and unlabeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">Columns, settings, class embeddings and unlabeled rows.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <example>
    /// <code>
    /// var trainer = ml.BinaryClassification.Trainers.FewShot(new FewShotOptions
    /// {
    ///     ClassEmbeddings = ClassEmbeddings.EmbedBinary("a negative review", "a positive review"),
    /// });
    /// </code>
    /// </example>
    public static FewShotBinaryTrainer FewShot(this BinaryTrainers catalog, FewShotOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FewShotBinaryTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>A classifier for two classes from the names of the classes alone: no label is read. The rows it is fitted on are its unlabeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="classEmbeddings">The names as vectors: <see cref="ClassEmbeddings.EmbedBinary"/>.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static ZeroShotBinaryTrainer ZeroShot(
        this BinaryTrainers catalog, ClassEmbeddings classEmbeddings, string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(classEmbeddings);
        return catalog.ZeroShot(new FewShotOptions { ClassEmbeddings = classEmbeddings, FeatureColumnName = featureColumnName });
    }

    /// <summary>A classifier for two classes from the names of the classes alone: no label is read. The rows it is fitted on are its unlabeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">Settings, with <see cref="FewShotOptions.ClassEmbeddings"/> of "False" and "True".</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The options have no class embeddings, or they name a column of weights, which only labeled rows have.</exception>
    public static ZeroShotBinaryTrainer ZeroShot(this BinaryTrainers catalog, FewShotOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ZeroShotBinaryTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }
}
