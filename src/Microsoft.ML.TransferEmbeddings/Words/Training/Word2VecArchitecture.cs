namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Prediction tasks of word2vec (Mikolov et al. 2013, https://arxiv.org/abs/1301.3781).</summary>
public enum Word2VecArchitecture
{
    /// <summary>Predicts every word of a window from the word in its middle. Better on small corpora and for rare words, but slower.</summary>
    SkipGram,

    /// <summary>Predicts the word in the middle of a window from the mean of the others (CBOW).</summary>
    ContinuousBagOfWords,
}
