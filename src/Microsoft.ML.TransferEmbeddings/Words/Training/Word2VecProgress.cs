namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Progress of a training of word vectors. Immutable.</summary>
public sealed class Word2VecProgress
{
    internal Word2VecProgress()
    {
    }

    /// <summary>The current epoch, or the one that just ended, from 1.</summary>
    public int Epoch { get; internal init; }

    /// <summary>Number of epochs.</summary>
    public int Epochs { get; internal init; }

    /// <summary>Number of tokens processed in all epochs, including rare and skipped ones.</summary>
    public long Tokens { get; internal init; }

    /// <summary>Number of tokens of the corpus times <see cref="Epochs"/>.</summary>
    public long TotalTokens { get; internal init; }

    /// <summary>Number of tokens per second since training began, all threads together.</summary>
    public double WordsPerSecond { get; internal init; }

    /// <summary>
    /// Mean loss of the words predicted in this epoch so far: −log σ of the word's score, plus −log σ of minus the score of every negative sample. Lower is better, if
    /// the options are equal.
    /// </summary>
    public double Loss { get; internal init; }

    /// <summary>Current learning rate.</summary>
    public double LearningRate { get; internal init; }
}
