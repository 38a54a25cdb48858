namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How a file of word vectors is written. Any of them may be compressed by gzip.</summary>
public enum WordVectorsFormat
{
    /// <summary>A row a line, the word and its numbers with spaces between them, with or without a header: GloVe, word2vec's text format, fastText's <c>.vec</c>.</summary>
    Text,

    /// <summary>A header in text, then each word with its numbers as 32-bit floats: word2vec's binary format.</summary>
    Word2VecBinary,

    /// <summary>A fastText model with its n-grams: <c>.bin</c>, with or without a magic number, and <c>.ftz</c>.</summary>
    FastTextBinary,
}
