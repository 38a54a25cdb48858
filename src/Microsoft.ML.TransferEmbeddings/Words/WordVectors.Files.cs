using Microsoft.ML.TransferEmbeddings.Words.Formats;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>Files.</content>
public sealed partial class WordVectors
{
    /// <summary>
    /// Reads a file of word vectors: GloVe, word2vec in text or binary, fastText <c>.vec</c>, <c>.bin</c> and <c>.ftz</c>, each as it is or compressed by gzip.
    /// The format is found by the content; the name does not count.
    /// </summary>
    /// <remarks>
    /// Of several rows with one word the first counts. Bytes that are no UTF-8 become U+FFFD. How often either happened, <see cref="Describe"/> tells. A word
    /// of a fastText binary model has the mean of its own row and those of its n-grams, as in fastText itself; the labels of a supervised model are no words.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no file of word vectors, is cut off, has a value that is no number, or does not hold what its header
    /// says; the message names the file and the line or row.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static WordVectors Load(string path, WordVectorsLoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return WordVectorsFile.Read(path, options ?? new WordVectorsLoadOptions());
    }

    /// <summary>
    /// Writes the words and vectors as text, with the header of word2vec: gensim, fastText and <see cref="Load"/> read it back, every number as it was. A file
    /// that is there is replaced when the new one is complete. Subwords are left out.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The format can't hold one of the words; the message names it.</exception>
    /// <exception cref="IOException">The file can't be written; what was there is as it was.</exception>
    public void SaveAsText(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WordVectorsWriter.WriteText(Table, path);
    }

    /// <summary>
    /// Writes the words and vectors in word2vec's binary format: gensim and <see cref="Load"/> read it back. A file that is there is replaced when the new one
    /// is complete. Subwords are left out.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The format can't hold one of the words, such as one with a space; the message names it.</exception>
    /// <exception cref="IOException">The file can't be written; what was there is as it was.</exception>
    public void SaveAsBinary(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WordVectorsWriter.WriteBinary(Table, path);
    }

    /// <summary>What was found in the file, and what was dropped or replaced.</summary>
    public WordVectorsDescription Describe() => new(Table, file);
}
