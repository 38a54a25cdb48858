namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How far a training is.</summary>
/// <param name="Epoch">The epoch at work or just ended, from 1.</param>
/// <param name="Epochs">How many there are.</param>
/// <param name="Tokens">Tokens passed in all epochs, rare and left-out ones among them.</param>
/// <param name="TotalTokens">Tokens of the corpus times <paramref name="Epochs"/>.</param>
/// <param name="WordsPerSecond">Tokens a second of clock time since training began, all threads together.</param>
/// <param name="Loss">
/// Mean over the words predicted in this epoch so far: −log σ of the score of the word, and of minus the score of every negative sample. Lower is better, at
/// equal options.
/// </param>
/// <param name="LearningRate">At this point.</param>
public sealed record Word2VecProgress(int Epoch, int Epochs, long Tokens, long TotalTokens, double WordsPerSecond, double Loss, double LearningRate);
