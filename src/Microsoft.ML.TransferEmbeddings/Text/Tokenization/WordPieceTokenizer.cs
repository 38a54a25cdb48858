using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>
/// The tokenizer of BERT's family: added tokens are cut out, what lies between is normalised, cut into words and spelled in pieces, and the
/// special tokens go around it. Ids equal those of Hugging Face's tokenizers.
/// </summary>
internal sealed class WordPieceTokenizer : ITextTokenizer
{
    [ThreadStatic]
    private static CharBuffer? normalizedBuffer;

    private readonly BertNormalizer? normalizer;
    private readonly WordPieceModel model;
    private readonly AddedTokenFinder verbatim;
    private readonly AddedTokenFinder normalized;
    private readonly int[] prefix;
    private readonly int[] suffix;

    /// <param name="normalizer">Null: the text as it is.</param>
    /// <param name="model">The pieces.</param>
    /// <param name="addedTokens">Tokens that are cut out first.</param>
    /// <param name="prefix">Special tokens before a text.</param>
    /// <param name="suffix">Special tokens behind a text.</param>
    /// <param name="vocabularySize">One more than the largest id.</param>
    /// <param name="paddingTokenId">The id that fills shorter rows of a batch.</param>
    public WordPieceTokenizer(
        BertNormalizer? normalizer, WordPieceModel model, IReadOnlyList<AddedToken> addedTokens, int[] prefix, int[] suffix, int vocabularySize, int paddingTokenId)
    {
        this.normalizer = normalizer;
        this.model = model;
        this.prefix = prefix;
        this.suffix = suffix;
        VocabularySize = vocabularySize;
        PaddingTokenId = paddingTokenId;
        verbatim = new AddedTokenFinder(addedTokens.Where(token => !token.Normalized));
        normalized = new AddedTokenFinder(addedTokens.Where(token => token.Normalized).Select(token => token with { Content = Normalize(token.Content).ToString() }));
    }

    public int VocabularySize { get; }

    public int? UnknownTokenId => model.UnknownTokenId;

    public int PaddingTokenId { get; }

    public bool Encode(ReadOnlySpan<char> text, IBufferWriter<int> ids, int maxTokens = int.MaxValue, bool addSpecialTokens = true)
    {
        int specialTokens = addSpecialTokens ? prefix.Length + suffix.Length : 0;
        if (addSpecialTokens)
            ids.Write(prefix);
        var body = new CappedWriter(ids, maxTokens < specialTokens ? int.MaxValue : maxTokens - specialTokens);
        EncodeBody(text, ref body);
        if (addSpecialTokens)
            ids.Write(suffix);
        return body.IsOver;
    }

    private void EncodeBody(ReadOnlySpan<char> text, ref CappedWriter ids)
    {
        for (int from = 0; from < text.Length && !ids.IsOver;)
        {
            var token = verbatim.Find(text, from, out int start, out int end);
            EncodeStretch(text[from..start], ref ids);
            if (token is not null)
                ids.Write(token.Id);
            from = end;
        }
    }

    private void EncodeStretch(ReadOnlySpan<char> stretch, ref CappedWriter ids)
    {
        if (stretch.IsEmpty)
            return;
        var text = Normalize(stretch);
        for (int from = 0; from < text.Length && !ids.IsOver;)
        {
            var token = normalized.Find(text, from, out int start, out int end);
            var rest = text[from..start];
            while (!ids.IsOver && BertPreTokenizer.TryTakeWord(ref rest, out var word))
                ids.Write(word, model);
            if (token is not null)
                ids.Write(token.Id);
            from = end;
        }
    }

    /// <summary>Valid until this thread normalises again.</summary>
    private ReadOnlySpan<char> Normalize(ReadOnlySpan<char> text)
    {
        if (normalizer is null)
            return text;
        var buffer = normalizedBuffer ??= new CharBuffer();
        buffer.Clear();
        normalizer.Normalize(text, buffer);
        return buffer.Written;
    }
}
