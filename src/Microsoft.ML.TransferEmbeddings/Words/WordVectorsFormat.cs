namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Formats of files of word vectors. Files of each may be compressed by gzip.</summary>
public enum WordVectorsFormat
{
    /// <summary>One row per line, a word and its numbers separated by spaces, with or without a header: GloVe, word2vec's text format, fastText's <c>.vec</c>.</summary>
    Text,

    /// <summary>A header in text, and then each word with its numbers as 32-bit floats: word2vec's binary format.</summary>
    Word2VecBinary,

    /// <summary>A fastText model with its n-grams: <c>.bin</c>, with or without a magic number, and <c>.ftz</c>.</summary>
    FastTextBinary,
}
