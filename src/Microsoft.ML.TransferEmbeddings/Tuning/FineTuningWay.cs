namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Ways from texts with labels to a classifier, from the lightest to the heaviest.</summary>
public enum FineTuningWay
{
    /// <summary>The encoder stays as it is; <c>LinearProbe</c> on its vectors. Milliseconds after the texts are embedded.</summary>
    LinearProbe,

    /// <summary>The encoder stays as it is; <c>FewShot</c> on its vectors, with <see cref="TextTuningOptions.ClassNames"/> if they are given.</summary>
    FewShot,

    /// <summary>A static encoder learns the classes, together with a head: <c>FineTuneStaticText</c>. Seconds.</summary>
    StaticTuning,

    /// <summary>The network of the encoder learns the classes: <c>FineTuneText</c>. Minutes.</summary>
    NetworkTuning,
}
