using Microsoft.ML.TransferEmbeddings.Text.Folders;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>Word vectors.</content>
public sealed partial class TextEmbeddingModel
{
    /// <summary>The number a of <see cref="FromWeightedWordVectors"/>, as its authors have it.</summary>
    internal const float DefaultSmoothing = 1e-3f;

    /// <summary>Makes a text encoder of word vectors: a text's vector is pooled from those of its words.</summary>
    /// <remarks>
    /// A word is looked up as <see cref="WordVectors.Lookup"/> says; where no lookup was chosen, as it is spelled, then in lower case, then by its subwords, and a text
    /// does without words that have no vector. A saved pipeline holds words and vectors: the file they came from is not needed any more.
    /// </remarks>
    /// <param name="vectors">The words.</param>
    /// <param name="options">Null for the mean of words and signs.</param>
    /// <exception cref="ArgumentException">A word is no Unicode text.</exception>
    /// <exception cref="NotSupportedException">The vectors, or those of the subwords, have 2 GB or more.</exception>
    public static TextEmbeddingModel FromWordVectors(WordVectors vectors, WordTextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return new TextEmbeddingModel(new TextModelSource(WordTextDefinition.Create(vectors, options ?? new WordTextOptions())));
    }

    /// <summary>
    /// As <see cref="FromWordVectors"/>, with smooth inverse frequency weighting (Arora, Liang and Ma 2017, https://openreview.net/forum?id=SyK00v5xx) fitted on texts: a
    /// word of frequency p counts a / (a + p), and the first principal component of the texts' vectors is taken out of every vector.
    /// </summary>
    /// <remarks>
    /// The texts should be like those to come; labels are not needed. A word that they lack has the weight 1. Within a pipeline
    /// <see cref="TransferEmbeddingsCatalog.EmbedTextWeighted"/> does the same on the training data.
    /// </remarks>
    /// <param name="vectors">The words.</param>
    /// <param name="texts">Texts to fit on; null among them counts as empty.</param>
    /// <param name="options">Null for the mean of words and signs; another pooling is none for weights.</param>
    /// <param name="smoothing">The number a; a smaller one makes more of rare words.</param>
    /// <exception cref="ArgumentException">The pooling of <paramref name="options"/> is not the mean, or a word is no Unicode text.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="smoothing"/> is not a positive number.</exception>
    /// <exception cref="InvalidOperationException">The texts have not a single word with a vector.</exception>
    /// <exception cref="NotSupportedException">The vectors, or those of the subwords, have 2 GB or more.</exception>
    public static TextEmbeddingModel FromWeightedWordVectors(
        WordVectors vectors, IEnumerable<string?> texts, WordTextOptions? options = null, float smoothing = DefaultSmoothing)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(texts);
        // They are read twice, and not every sequence can be.
        ReadOnlyMemory<char>[] all = [.. texts.Select(text => text.AsMemory())];
        return new TextEmbeddingModel(new TextModelSource(WordTextDefinition.CreateWeighted(vectors, options ?? new WordTextOptions(), smoothing, () => all)));
    }
}
