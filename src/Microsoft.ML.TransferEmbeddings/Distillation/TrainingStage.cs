namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>One run of the optimizer.</summary>
/// <param name="Number">Tells the random numbers of the stages apart.</param>
/// <param name="Epochs">How often it sees every text.</param>
/// <param name="LearningRate">At the beginning.</param>
/// <param name="TokenDropout">The share of tokens that a text loses, others each time.</param>
internal sealed record TrainingStage(int Number, int Epochs, float LearningRate, float TokenDropout)
{
    private const double LastShare = 0.05;

    /// <summary>Falls by a cosine to a twentieth.</summary>
    public float LearningRateAt(double progress) => (float)(LearningRate * (LastShare + (1 - LastShare) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
}
