namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What is predicted from what (Mikolov et al. 2013, https://arxiv.org/abs/1301.3781).</summary>
public enum Word2VecArchitecture
{
    /// <summary>Every word of a window from the word in its middle. Better on small corpora and for rare words; slower.</summary>
    SkipGram,

    /// <summary>The word in the middle of a window from the mean of the others (CBOW).</summary>
    ContinuousBagOfWords,
}
