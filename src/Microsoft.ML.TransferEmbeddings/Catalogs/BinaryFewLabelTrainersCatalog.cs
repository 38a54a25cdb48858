using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using BinaryTrainers = Microsoft.ML.BinaryClassificationCatalog.BinaryClassificationTrainers;

namespace Microsoft.ML;

/// <summary>Creates trainers of binary classifiers on embeddings with few labels.</summary>
public static class BinaryFewLabelTrainersCatalog
{
    /// <summary>Creates a trainer of logistic regression for two classes, whose penalty is chosen by cross-validation.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">Name of the label column, of type <see cref="bool"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, vectors of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence")
    ///     .Append(ml.BinaryClassification.Trainers.LinearProbe());
    /// var model = pipeline.Fit(train);
    /// </code>
    /// </example>
    public static LinearProbeBinaryTrainer LinearProbe(
        this BinaryTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        catalog.LinearProbe(new LinearProbeOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Creates a trainer of logistic regression for two classes, whose penalty is chosen by cross-validation.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">Columns and settings.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static LinearProbeBinaryTrainer LinearProbe(this BinaryTrainers catalog, LinearProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new LinearProbeBinaryTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>Creates a trainer for two classes that needs only a handful of labeled rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">Name of the label column, of type <see cref="bool"/>, which has no missing values: give rows without a label as
    /// <see cref="FewShotOptions.UnlabeledData"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, vectors of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static FewShotBinaryTrainer FewShot(
        this BinaryTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        catalog.FewShot(new FewShotOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Creates a trainer for two classes that learns from a handful of labeled rows, the names of the classes and unlabeled rows.</summary>
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

    /// <summary>Creates a trainer for two classes that learns from the names of the classes without labels. The rows that it is fitted on are used as unlabeled
    /// rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="classEmbeddings">Vectors of the names of the classes: <see cref="ClassEmbeddings.EmbedBinary"/>.</param>
    /// <param name="featureColumnName">Name of the feature column, vectors of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <example>
    /// <code>
    /// var names = ClassEmbeddings.EmbedBinary(negative: "a negative review", positive: "a positive review");
    /// var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence")
    ///     .Append(ml.BinaryClassification.Trainers.ZeroShot(names));
    /// var model = pipeline.Fit(test);
    /// </code>
    /// </example>
    public static ZeroShotBinaryTrainer ZeroShot(
        this BinaryTrainers catalog, ClassEmbeddings classEmbeddings, string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(classEmbeddings);
        return catalog.ZeroShot(new FewShotOptions { ClassEmbeddings = classEmbeddings, FeatureColumnName = featureColumnName });
    }

    /// <summary>Creates a trainer for two classes that learns from the names of the classes without labels. The rows that it is fitted on are used as unlabeled
    /// rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">Columns and settings, with <see cref="FewShotOptions.ClassEmbeddings"/> for the labels "False" and "True".</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The options have no class embeddings, or they name a column of weights, which only labeled rows have.</exception>
    public static ZeroShotBinaryTrainer ZeroShot(this BinaryTrainers catalog, FewShotOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ZeroShotBinaryTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }
}
