namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Phases of <see cref="StaticFineTuner"/>.</summary>
public enum StaticFineTuningPhase
{
    /// <summary>Parts of the rows are held out, to choose the number of epochs.</summary>
    Choosing,

    /// <summary>All rows are trained on for the chosen number of epochs.</summary>
    Training,
}
