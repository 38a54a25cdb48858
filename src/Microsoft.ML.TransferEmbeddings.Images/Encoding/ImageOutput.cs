namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Outputs of a network that can make the vector.</summary>
public enum ImageOutput
{
    /// <summary>The input of the classifier: the graph's output of features if it has one, else the tensor before the last layer with weights.</summary>
    Features,

    /// <summary>The classifier's scores, before any softmax.</summary>
    Logits,

    /// <summary>The softmax of the classifier's scores.</summary>
    Probabilities,
}
