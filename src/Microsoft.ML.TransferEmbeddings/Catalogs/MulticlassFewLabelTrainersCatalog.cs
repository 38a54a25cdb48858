using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using MulticlassTrainers = Microsoft.ML.MulticlassClassificationCatalog.MulticlassClassificationTrainers;

namespace Microsoft.ML;

/// <summary>Trainers of any number of classes for embeddings and few labels.</summary>
public static class MulticlassFewLabelTrainersCatalog
{
    /// <summary>Logistic regression with a cross-validated penalty, for any number of classes.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A key column. Rows whose key is missing are left out.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static LinearProbeMulticlassTrainer LinearProbe(
        this MulticlassTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        catalog.LinearProbe(new LinearProbeOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Logistic regression with a cross-validated penalty, for any number of classes.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Columns and settings.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static LinearProbeMulticlassTrainer LinearProbe(this MulticlassTrainers catalog, LinearProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new LinearProbeMulticlassTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>A classifier for any number of classes from a handful of labeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A key column. Rows whose key is missing count as unlabeled.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static FewShotMulticlassTrainer FewShot(
        this MulticlassTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        catalog.FewShot(new FewShotOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>A classifier for any number of classes from a handful of labeled rows, the names of the classes and unlabeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Columns, settings, class embeddings and unlabeled rows.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <example>
    /// <code>
    /// var trainer = ml.MulticlassClassification.Trainers.FewShot(new FewShotOptions
    /// {
    ///     ClassEmbeddings = ClassEmbeddings.Embed(new Dictionary&lt;string, string&gt; { ["HUM"] = "person", ["LOC"] = "place" }),
    /// });
    /// </code>
    /// </example>
    public static FewShotMulticlassTrainer FewShot(this MulticlassTrainers catalog, FewShotOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FewShotMulticlassTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>A classifier for any number of classes from the names of the classes alone: no label is read. The rows it is fitted on are its unlabeled
    /// rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="classEmbeddings">The names as vectors: <see cref="ClassEmbeddings.Embed"/>.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static ZeroShotMulticlassTrainer ZeroShot(
        this MulticlassTrainers catalog, ClassEmbeddings classEmbeddings, string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(classEmbeddings);
        return catalog.ZeroShot(new FewShotOptions { ClassEmbeddings = classEmbeddings, FeatureColumnName = featureColumnName });
    }

    /// <summary>A classifier for any number of classes from the names of the classes alone: no label is read. The rows it is fitted on are its unlabeled
    /// rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Settings, with <see cref="FewShotOptions.ClassEmbeddings"/>. Where the data have a key column of the name
    /// <see cref="FewLabelTrainerOptions.LabelColumnName"/>, predicted keys are of its values, so that they can be compared; otherwise of the labels of the
    /// class embeddings, in their order.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The options have no class embeddings, or they name a column of weights, which only labeled rows have.</exception>
    public static ZeroShotMulticlassTrainer ZeroShot(this MulticlassTrainers catalog, FewShotOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ZeroShotMulticlassTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>A classifier that asks the most similar rows it was trained on.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A key column. Rows whose key is missing are left out.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static NearestNeighborTrainer KNearestNeighbors(
        this MulticlassTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        catalog.KNearestNeighbors(new NearestNeighborOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>A classifier that asks the most similar rows it was trained on.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Columns and the number of neighbors.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static NearestNeighborTrainer KNearestNeighbors(this MulticlassTrainers catalog, NearestNeighborOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new NearestNeighborTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>A classifier that compares with the mean vector of each class. Its size does not grow with the rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A key column. Rows whose key is missing are left out.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static NearestCentroidTrainer NearestCentroid(
        this MulticlassTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        return new NearestCentroidTrainer(MLNetInternals.EnvironmentOf(catalog), labelColumnName, featureColumnName);
    }
}
