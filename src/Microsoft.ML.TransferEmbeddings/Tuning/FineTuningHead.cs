namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Classifiers on the vectors of a tuned encoder.</summary>
public enum FineTuningHead
{
    /// <summary>Logistic regression, as the trainer <c>LinearProbe</c> fits it.</summary>
    LinearProbe,

    /// <summary>Classifier of the trainer <c>FewShot</c>: with the names of the classes, if they are given, and with the rows whose label is missing.</summary>
    FewShot,
}
