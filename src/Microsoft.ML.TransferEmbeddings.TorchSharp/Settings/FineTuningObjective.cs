namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Objectives for the vectors of labeled texts.</summary>
public enum FineTuningObjective
{
    /// <summary>
    /// The cosine of two texts becomes 1 if they have the same label and 0 if not, as SetFit trains (Tunstall et al. 2022, https://arxiv.org/abs/2209.11055), for all pairs
    /// of a batch.
    /// </summary>
    CosineSimilarity,

    /// <summary>Among the texts of a batch those with the same label are the nearest (supervised contrastive learning, Khosla et al. 2020, https://arxiv.org/abs/2004.11362).</summary>
    SupervisedContrastive,

    /// <summary>A linear classifier on the vectors, trained together with them, finds the label. The classifier is left out in the end.</summary>
    CrossEntropy,
}
