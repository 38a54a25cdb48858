using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;
using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>
/// A tokenizer at work: added tokens are cut out, what lies between is normalized, cut into words and spelled in pieces, and the post-processor
/// completes it. Ids equal those of Hugging Face's tokenizers.
/// </summary>
internal sealed class TokenizerPipeline : ITextTokenizer
{
    private static readonly string[] PaddingTokens = ["[PAD]", "<pad>"];

    private readonly TokenizerComponents components;
    private readonly AddedVocabulary added;
    private readonly bool needsOrigins;

    /// <summary>The special tokens around a single text; null where the post-processor does more than put some around it.</summary>
    private readonly (int[] Prefix, int[] Suffix)? frame;

    public TokenizerPipeline(TokenizerComponents components)
    {
        this.components = components;
        added = new AddedVocabulary(components.AddedTokens, components.Normalizer);
        needsOrigins = components.PreTokenizer?.ReadsOrigins ?? false;
        frame = FindFrame();
        VocabularySize = Math.Min(Math.Max(components.Model.Vocabulary.Size, added.Size), components.IdCount);
        PaddingTokenId = components.Padding?.Id ?? PaddingTokens.Select(IdOf).FirstOrDefault(id => id is not null) ?? 0;
        if (PaddingTokenId >= components.IdCount)
            PaddingTokenId = 0;
    }

    public int VocabularySize { get; }

    public int OwnVocabularySize => components.Model.Vocabulary.Size;

    public int? UnknownTokenId => components.Model.UnknownTokenId;

    public int PaddingTokenId { get; }

    public IEnumerable<string> Tokens => components.Model.Vocabulary.Ids.Keys.Union(added.Tokens);

    public TokenizerComponents Components => components;

    /// <summary>Whether <see cref="Encode(ReadOnlySpan{char}, IBufferWriter{int}, int, bool)"/> can add the special tokens.</summary>
    public bool HasFrame => frame is not null;

    /// <summary>The special tokens around a single text, where there is such a frame.</summary>
    public int FrameLength => frame is var (prefix, suffix) ? prefix.Length + suffix.Length : 0;

    public int? IdOf(string token) => added.IdOf(token) ?? components.Model.Vocabulary.IdOf(token);

    public string? TokenOf(int id) => added.TokenOf(id) ?? components.Model.Vocabulary.TokenOf(id);

    public bool Encode(ReadOnlySpan<char> text, IBufferWriter<int> ids, int maxTokens = int.MaxValue, bool addSpecialTokens = true)
    {
        var (prefix, suffix) = !addSpecialTokens ? ([], []) : frame ?? throw NoFrame();
        int room = maxTokens - prefix.Length - suffix.Length;
        if (room < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxTokens),
                maxTokens,
                $"The tokenizer puts {prefix.Length + suffix.Length:N0} special tokens around every text, " +
                $"and at most {maxTokens:N0} tokens are allowed. Allow more.");
        }
        ids.Write(prefix);
        var sink = new IdSink(ids, room);
        Run(text, keepsOrigins: false, ref sink);
        ids.Write(suffix);
        return sink.IsFull;
    }

    /// <summary>The tokens of one text with their places in it, without special tokens.</summary>
    public EncodedPart Encode(string text, int sequence)
    {
        const int charactersPerToken = 3;
        var tokens = new List<EncodedToken>(text.Length / charactersPerToken + 4);
        var sink = new EncodedTokenSink(tokens, sequence, components.Model, components.PostProcessor?.ReadsSpaces ?? false);
        Run(text, keepsOrigins: true, ref sink);
        return new EncodedPart(text, tokens, []);
    }

    /// <summary>The number of tokens of a text, without special ones.</summary>
    public int CountTokens(ReadOnlySpan<char> text)
    {
        var sink = new CountingSink();
        Run(text, keepsOrigins: false, ref sink);
        return sink.Count;
    }

    public ITextTokenizer WithIdsBelow(int count)
    {
        if (count >= VocabularySize)
            return this;
        if (count < OwnVocabularySize)
            throw new InvalidDataException($"The vocabulary does not fit the model: it has {OwnVocabularySize:N0} ids, and the model has {count:N0}. Use the vocabulary that came with the model.");
        if (frame is var (prefix, suffix) && prefix.Concat(suffix).FirstOrDefault(id => id >= count, -1) is >= 0 and var beyond)
        {
            throw new InvalidDataException(
                $"The vocabulary does not fit the model: the tokenizer puts '{TokenOf(beyond)}' around every text, whose id is {beyond:N0}, and the model has {count:N0} ids. Use the vocabulary that came with the model.");
        }
        return new TokenizerPipeline(components with { IdCount = count });
    }

    private void Run<TSink>(ReadOnlySpan<char> text, bool keepsOrigins, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        try
        {
            Run(text, keepsOrigins, TokenizerScratch.Current, ref sink);
        }
        finally
        {
            TokenizerScratch.Release();
        }
    }

    private void Run<TSink>(ReadOnlySpan<char> text, bool keepsOrigins, TokenizerScratch scratch, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        int from = 0, next = 0;
        while (!sink.IsFull)
        {
            var token = added.Verbatim.Find(text, from, ref next, out int start, out int end);
            if (start > from)
                RunStretch(text[from..start], from, keepsOrigins, scratch, ref sink);
            if (token is null || sink.IsFull)
                return;
            sink.AddAddedToken(KnownId(token), text[start..end], (start, end));
            from = end;
        }
    }

    private void RunStretch<TSink>(ReadOnlySpan<char> stretch, int offset, bool keepsOrigins, TokenizerScratch scratch, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        scratch.Text.Reset(stretch, keepsOrigins || needsOrigins, offset);
        components.Normalizer.Normalize(ref scratch.Text, ref scratch.Spare);
        if (added.Normalized.IsEmpty)
        {
            scratch.Words.Exchange(ref scratch.Text);
            RunWords(scratch, ref sink);
            return;
        }
        int from = 0, next = 0;
        while (!sink.IsFull)
        {
            var text = scratch.Text;
            var token = added.Normalized.Find(text.Chars, from, ref next, out int start, out int end);
            if (start > from)
            {
                scratch.Words.Reset(text, from, start);
                RunWords(scratch, ref sink);
            }
            if (token is null || sink.IsFull)
                return;
            sink.AddAddedToken(KnownId(token), text.Chars[start..end], keepsOrigins ? (text.OriginOf(start).Start, text.OriginOf(end - 1).End) : default);
            from = end;
        }
    }

    private int KnownId(AddedToken token) => token.Id < components.IdCount
        ? token.Id
        : UnknownTokenId ?? throw new InvalidOperationException(
            $"A text has the token '{token.Content}', for which the model has no vector: its id is {token.Id:N0} and the model has {components.IdCount:N0}. The vocabulary has no unknown token to stand for it. Take it out of the texts.");

    private void RunWords<TSink>(TokenizerScratch scratch, ref TSink sink)
        where TSink : struct, ITokenSink
    {
        components.PreTokenizer?.PreTokenize(scratch.Words);
        foreach (var word in scratch.Words.Words)
        {
            scratch.Tokens.Clear();
            components.Model.Tokenize(scratch.Words.Text.Chars[word.Start..word.End], scratch.Tokens);
            sink.AddWord(scratch, word);
            if (sink.IsFull)
                return;
        }
    }

    /// <summary>The special tokens around one token are those around any text.</summary>
    private (int[] Prefix, int[] Suffix)? FindFrame()
    {
        const int probe = -1;
        if (components.PostProcessor is null)
            return ([], []);
        EncodedPart[] parts = [new EncodedPart("", [new EncodedToken(probe, 0, 0)], [])];
        int[] ids = [.. JoinedParts.Main(components.PostProcessor.Process(parts, isPair: false, addSpecialTokens: true))
            .Select(token => token.Id)];
        int place = Array.IndexOf(ids, probe);
        return place >= 0 && Array.LastIndexOf(ids, probe) == place ? (ids[..place], ids[(place + 1)..]) : null;
    }

    private static NotSupportedException NoFrame() =>
        new("The tokenizer's post_processor repeats the text, or leaves it out; an embedding needs a text once, between special tokens. " +
            "Use a model with another tokenizer.");
}
