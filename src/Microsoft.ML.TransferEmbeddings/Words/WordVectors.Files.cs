using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Words.Formats;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>Files.</content>
public sealed partial class WordVectors
{
    /// <summary>
    /// Reads a file of word vectors: GloVe, word2vec in text or binary, fastText <c>.vec</c>, <c>.bin</c> and <c>.ftz</c>, each also compressed by gzip. The format is
    /// recognized by the content, not by the name.
    /// </summary>
    /// <remarks>
    /// Of several rows with the same word the first one is used. Bytes that are not valid UTF-8 become U+FFFD. <see cref="Describe"/> reports the numbers of both. A word
    /// of a fastText binary model has the mean of its own row and those of its n-grams, as in fastText itself; the labels of a supervised model are not words.
    /// </remarks>
    /// <param name="path">Path of the file.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a NUL character.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file has no word vectors, is truncated, has a value that is not a finite number, or does not match its header; the message
    /// names the file and the line or row.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <example>
    /// <code>
    /// var vectors = WordVectors.Load("glove.6B.50d.txt.gz");
    /// foreach (var match in vectors.Analogy(positive: ["king", "woman"], negative: ["man"], count: 1))
    ///     Console.WriteLine(match.Name); // prints queen
    /// </code>
    /// </example>
    public static WordVectors Load(string path, WordVectorsLoadOptions? options = null)
    {
        FilePath.Require(path);
        return WordVectorsFile.Read(path, options ?? new WordVectorsLoadOptions());
    }

    /// <summary>
    /// Writes the words and vectors as text with the header of word2vec. gensim, fastText and <see cref="Load"/> read it back with exactly the same numbers. An existing
    /// file is replaced when the new one is complete. Subwords are left out.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a NUL character.</exception>
    /// <exception cref="InvalidOperationException">The format can't hold one of the words; the message names it.</exception>
    /// <exception cref="IOException">The file can't be written; an existing file is unchanged.</exception>
    public void SaveAsText(string path)
    {
        FilePath.Require(path);
        WordVectorsWriter.WriteText(Table, path);
    }

    /// <summary>
    /// Writes the words and vectors in word2vec's binary format. gensim and <see cref="Load"/> read it back. An existing file is replaced when the new one is complete.
    /// Subwords are left out.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a NUL character.</exception>
    /// <exception cref="InvalidOperationException">The format can't hold one of the words, such as one with a space; the message names it.</exception>
    /// <exception cref="IOException">The file can't be written; an existing file is unchanged.</exception>
    public void SaveAsBinary(string path)
    {
        FilePath.Require(path);
        WordVectorsWriter.WriteBinary(Table, path);
    }

    /// <summary>Reports what was found in the file, and what was dropped or replaced.</summary>
    public WordVectorsDescription Describe() => new(Table, file);
}
