using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>Reads vocab.txt, a WordPiece a line, and builds the tokenizer that Hugging Face's BertTokenizer builds from it.</summary>
internal static class BertVocabulary
{
    private const string Padding = "[PAD]", Unknown = "[UNK]", Begin = "[CLS]", End = "[SEP]", Mask = "[MASK]";
    private const string ContinuingPrefix = "##";
    private const int MaxWordCodePoints = 100;

    /// <exception cref="InvalidDataException">A special token is missing.</exception>
    public static TokenizerPipeline Load(ReadOnlySpan<byte> file, string fileName, VocabularySettings settings)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int line = 0;
        foreach (string piece in Encoding.UTF8.GetString(file).TrimEnd('\n').Split('\n'))
            ids[piece.TrimEnd('\r')] = line++;

        string[] required = [Unknown, Begin, End];
        if (required.FirstOrDefault(token => !ids.ContainsKey(token)) is { } missing)
            throw new InvalidDataException($"'{fileName}' has {line:N0} lines and lacks '{missing}': it is no whole BERT vocabulary. Use the file that came with the model.");

        string[] special = [Padding, Unknown, Begin, End, Mask];
        return new TokenizerPipeline(new TokenizerComponents(
            new NormalizerSequence([new BertNormalizer(cleanText: true, settings.TokenizeChineseChars, settings.StripAccents, settings.LowerCase)]),
            new BertPreTokenizer(),
            new WordPieceModel(new Vocabulary(ids, line), Unknown, ContinuingPrefix, MaxWordCodePoints, fileName),
            new BertProcessing(ids[Begin], ids[End]),
            [.. special.Where(ids.ContainsKey).Select(token => new AddedToken(token, ids[token]))]));
    }
}
