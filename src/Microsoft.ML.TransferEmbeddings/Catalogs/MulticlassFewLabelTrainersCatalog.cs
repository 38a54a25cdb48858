using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using MulticlassTrainers = Microsoft.ML.MulticlassClassificationCatalog.MulticlassClassificationTrainers;

namespace Microsoft.ML;

/// <summary>Creates trainers of multiclass classifiers on embeddings with few labels.</summary>
public static class MulticlassFewLabelTrainersCatalog
{
    /// <summary>Creates a trainer of logistic regression for any number of classes, whose penalty is chosen by cross-validation.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">Name of the label column, of type key. Rows whose key is missing are left out.</param>
    /// <param name="featureColumnName">Name of the feature column, vectors of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(ml.Transforms.Text.EmbedText("Features", "Sentence"))
    ///     .Append(ml.MulticlassClassification.Trainers.LinearProbe())
    ///     .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// var model = pipeline.Fit(train);
    /// </code>
    /// </example>
    public static LinearProbeMulticlassTrainer LinearProbe(
        this MulticlassTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        catalog.LinearProbe(new LinearProbeOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Creates a trainer of logistic regression for any number of classes, whose penalty is chosen by cross-validation.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Columns and settings.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static LinearProbeMulticlassTrainer LinearProbe(this MulticlassTrainers catalog, LinearProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new LinearProbeMulticlassTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>Creates a trainer for any number of classes that needs only a handful of labeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">Name of the label column, of type key. Rows whose key is missing are used as unlabeled rows.</param>
    /// <param name="featureColumnName">Name of the feature column, vectors of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static FewShotMulticlassTrainer FewShot(
        this MulticlassTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        catalog.FewShot(new FewShotOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Creates a trainer for any number of classes that learns from a handful of labeled rows, the names of the classes and unlabeled rows.</summary>
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

    /// <summary>Creates a trainer for any number of classes that learns from the names of the classes without labels. The rows that it is fitted on are used
    /// as unlabeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="classEmbeddings">Vectors of the names of the classes: <see cref="ClassEmbeddings.Embed(IEnumerable{KeyValuePair{string, string}}, TextEmbeddingModel)"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, vectors of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <example>
    /// <code>
    /// var names = ClassEmbeddings.Embed(new Dictionary&lt;string, string&gt; { ["food"] = "food and drinks", ["staff"] = "waiters and service" });
    /// var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence")
    ///     .Append(ml.MulticlassClassification.Trainers.ZeroShot(names))
    ///     .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// var model = pipeline.Fit(test);
    /// </code>
    /// </example>
    public static ZeroShotMulticlassTrainer ZeroShot(
        this MulticlassTrainers catalog, ClassEmbeddings classEmbeddings, string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(classEmbeddings);
        return catalog.ZeroShot(new FewShotOptions { ClassEmbeddings = classEmbeddings, FeatureColumnName = featureColumnName });
    }

    /// <summary>Creates a trainer for any number of classes that learns from the names of the classes without labels. The rows that it is fitted on are used
    /// as unlabeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Columns and settings, with <see cref="FewShotOptions.ClassEmbeddings"/>. If the data have a key column named
    /// <see cref="FewLabelTrainerOptions.LabelColumnName"/>, predicted keys have its values, so that they can be compared; otherwise they have the labels of the
    /// class embeddings, in their order.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The options have no class embeddings, or they name a column of weights, which only labeled rows have.</exception>
    public static ZeroShotMulticlassTrainer ZeroShot(this MulticlassTrainers catalog, FewShotOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ZeroShotMulticlassTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>Creates a trainer of k nearest neighbors, a classifier that compares a row with the most similar training rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">Name of the label column, of type key. Rows whose key is missing are left out.</param>
    /// <param name="featureColumnName">Name of the feature column, vectors of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(ml.Transforms.Text.EmbedText("Features", "Sentence"))
    ///     .Append(ml.MulticlassClassification.Trainers.KNearestNeighbors())
    ///     .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// var model = pipeline.Fit(train);
    /// </code>
    /// </example>
    public static NearestNeighborTrainer KNearestNeighbors(
        this MulticlassTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        catalog.KNearestNeighbors(new NearestNeighborOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Creates a trainer of k nearest neighbors, a classifier that compares a row with the most similar training rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Columns and the number of neighbors.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static NearestNeighborTrainer KNearestNeighbors(this MulticlassTrainers catalog, NearestNeighborOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new NearestNeighborTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>Creates a trainer of a classifier that compares a row with the mean vector of each class. The model does not grow with the rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">Name of the label column, of type key. Rows whose key is missing are left out.</param>
    /// <param name="featureColumnName">Name of the feature column, vectors of <see cref="float"/> of known length.</param>
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
