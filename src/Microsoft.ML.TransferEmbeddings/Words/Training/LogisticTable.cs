namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>The logistic function between -<see cref="Limit"/> and <see cref="Limit"/> in steps, as in word2vec: learning needs no more digits.</summary>
internal static class LogisticTable
{
    /// <summary>Scores beyond it teach nothing, as in gensim: a right one is right enough, and a wrong one is an outlier.</summary>
    public const float Limit = 6;

    private const int StepsAUnit = 128;

    private static readonly float[] Values = Table(x => 1 / (1 + Math.Exp(-x)));
    private static readonly float[] Losses = Table(x => Math.Log(1 + Math.Exp(-x)));

    /// <summary>1 / (1 + e⁻ˣ), and -log of it.</summary>
    /// <param name="score">Within the limit.</param>
    /// <param name="loss">The second.</param>
    public static float Value(float score, out float loss)
    {
        int step = (int)((score + Limit) * StepsAUnit + 0.5f);
        loss = Losses[step];
        return Values[step];
    }

    /// <summary>A score takes the nearest step's value, so that errors of both signs even out; a score of 0 has none.</summary>
    private static float[] Table(Func<double, double> function) =>
        [.. Enumerable.Range(0, (int)(2 * Limit * StepsAUnit) + 1).Select(step => (float)function((double)step / StepsAUnit - Limit))];
}
