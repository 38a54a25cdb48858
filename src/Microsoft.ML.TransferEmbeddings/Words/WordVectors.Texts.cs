using Microsoft.ML.TransferEmbeddings.Text.Folders;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>Encoders of texts.</content>
public sealed partial class WordVectors
{
    /// <summary>Makes a text encoder, which pools the vectors of a text's words.</summary>
    /// <remarks>
    /// Words are looked up by <see cref="Lookup"/>. If no lookup was chosen, a word is looked up as it is spelled, then in lower case, then by its subwords, and words
    /// without a vector are left out. A saved pipeline contains words and vectors: the file that they were read from is no longer needed.
    /// </remarks>
    /// <param name="options">Settings; null, the default, for the mean of words and signs.</param>
    /// <returns>The model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentException">A word is not valid Unicode text.</exception>
    /// <exception cref="NotSupportedException">The vectors, or those of the subwords, have 2 GB or more.</exception>
    public TextEmbeddingModel ToTextModel(WordTextOptions? options = null) =>
        new TextEmbeddingModel(new TextModelSource(WordTextDefinition.Create(this, options ?? new WordTextOptions())));

    /// <summary>
    /// Makes a text encoder as <see cref="ToTextModel"/> does, with smooth inverse frequency weighting (Arora, Liang and Ma 2017,
    /// https://openreview.net/forum?id=SyK00v5xx) that is fitted on texts: a word of frequency p has the weight a / (a + p), and the first principal component of the
    /// texts' vectors is removed from every vector.
    /// </summary>
    /// <remarks>
    /// The texts should be like those to embed; labels are not needed. A word that does not occur in them has the weight 1. Within a pipeline
    /// <see cref="TransferEmbeddingsCatalog.EmbedTextWeighted(TransformsCatalog.TextTransforms, string, WordVectors, string?)"/> does the same on the training
    /// data.
    /// </remarks>
    /// <param name="texts">Texts to fit on, enumerated once; null ones are treated as empty.</param>
    /// <param name="options">Settings; null, the default, for words and signs and a smoothing of 0.001.</param>
    /// <returns>The model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="texts"/> is null.</exception>
    /// <exception cref="ArgumentException">A word is not valid Unicode text.</exception>
    /// <exception cref="InvalidOperationException">No word of the texts has a vector.</exception>
    /// <exception cref="NotSupportedException">The vectors, or those of the subwords, have 2 GB or more.</exception>
    public TextEmbeddingModel ToWeightedTextModel(IEnumerable<string?> texts, WordWeightingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        // They are read twice, and not every sequence can be.
        ReadOnlyMemory<char>[] all = [.. texts.Select(text => text.AsMemory())];
        return new TextEmbeddingModel(new TextModelSource(WordTextDefinition.CreateWeighted(this, options ?? new WordWeightingOptions(), () => all)));
    }
}
