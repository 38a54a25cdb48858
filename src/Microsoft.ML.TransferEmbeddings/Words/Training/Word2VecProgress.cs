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

    /// <summary>Tokens passed in all epochs, including rare and left-out ones.</summary>
    public long Tokens { get; internal init; }

    /// <summary>Tokens of the corpus times <see cref="Epochs"/>.</summary>
    public long TotalTokens { get; internal init; }

    /// <summary>Tokens per second of clock time since training began, all threads together.</summary>
    public double WordsPerSecond { get; internal init; }

    /// <summary>
    /// Mean over the words predicted in this epoch so far: −log σ of the score of the word, and of minus the score of every negative sample. Lower is better,
    /// at equal options.
    /// </summary>
    public double Loss { get; internal init; }

    /// <summary>The learning rate at this point.</summary>
    public double LearningRate { get; internal init; }
}
