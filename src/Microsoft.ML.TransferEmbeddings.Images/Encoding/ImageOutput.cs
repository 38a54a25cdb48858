namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What of a network makes the vector.</summary>
public enum ImageOutput
{
    /// <summary>What the classifier sees: the tensor before the last layer with weights; an output of features, where the graph has one.</summary>
    Features,

    /// <summary>The classifier's scores, before any softmax.</summary>
    Logits,

    /// <summary>The softmax of the classifier's scores.</summary>
    Probabilities,
}
