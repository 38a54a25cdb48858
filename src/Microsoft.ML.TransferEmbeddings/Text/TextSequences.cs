using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>
/// Turns a text into what the network reads: one sequence of ids, or several where a long text is cut into chunks. Thread-safe.
/// </summary>
internal sealed class TextSequences
{
    private readonly ITextTokenizer tokenizer;
    private readonly OnnxTextSettings settings;
    private readonly int[] prefix;
    private readonly int[] suffix;
    private readonly int[] promptIds;
    private readonly int chunkTokens;

    /// <exception cref="ArgumentException">The prompt leaves no token for a text.</exception>
    public TextSequences(ITextTokenizer tokenizer, OnnxTextSettings settings)
    {
        this.tokenizer = tokenizer;
        this.settings = settings;
        (prefix, suffix) = settings.SpecialTokens ? FindSpecialTokens(tokenizer) : ([], []);
        promptIds = settings.Prompt.Length > 0 ? Body(settings.Prompt) : [];
        chunkTokens = settings.MaxTokens - prefix.Length - suffix.Length - promptIds.Length;
        if (chunkTokens <= settings.ChunkOverlap)
        {
            throw new ArgumentException(
                $"Of MaxTokens = {settings.MaxTokens:N0}, the special tokens take {prefix.Length + suffix.Length:N0} and the prompt {promptIds.Length:N0}: too few are left for a text{(settings.ChunkOverlap > 0 ? $" with a ChunkOverlap of {settings.ChunkOverlap:N0}" : "")}. " +
                "Use a shorter prompt, a smaller overlap or more tokens.");
        }
        FirstPooled = settings.IncludePrompt || promptIds.Length == 0 ? 0 : prefix.Length + promptIds.Length;
    }

    /// <summary>The first token of a sequence that the pooling sees.</summary>
    public int FirstPooled { get; }

    /// <summary>Appends a text's sequences, one behind the other.</summary>
    /// <param name="text">The text, without the prompt.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <param name="lengths">Where the lengths of the sequences go, at least one.</param>
    /// <returns>Whether something of the text was cut off.</returns>
    public bool Encode(ReadOnlySpan<char> text, ArrayBufferWriter<int> ids, List<int> lengths)
    {
        text = TextScratch.Join(settings.Prompt, text);
        int start = ids.WrittenCount;
        bool isLong = tokenizer.Encode(text, ids, settings.MaxTokens, settings.SpecialTokens);
        if (!isLong || settings.LongText == LongText.Truncate)
        {
            if (!settings.KeepUnknown)
                ids.Remove(tokenizer.UnknownTokenId, start);
            lengths.Add(ids.WrittenCount - start);
            return isLong;
        }
        EncodeChunks(text, ids, start, lengths);
        return false;
    }

    /// <summary>Tokens of the text itself in a sequence of that length: a chunk's weight.</summary>
    public int Weight(int length) => Math.Max(1, length - prefix.Length - suffix.Length - promptIds.Length);

    /// <summary>
    /// The first chunk is the beginning of prompt and text together, since a tokenizer may join the prompt's end and the text's first word. Later chunks stand
    /// behind the prompt's own tokens.
    /// </summary>
    private void EncodeChunks(ReadOnlySpan<char> text, ArrayBufferWriter<int> ids, int start, List<int> lengths)
    {
        var whole = Body(text).AsSpan();
        ids.Shorten(start);
        int end = Math.Min(promptIds.Length + chunkTokens, whole.Length);
        WriteChunk([], whole[..end]);
        while (end < whole.Length)
        {
            int from = end - settings.ChunkOverlap;
            end = Math.Min(from + chunkTokens, whole.Length);
            WriteChunk(promptIds, whole[from..end]);
        }

        void WriteChunk(ReadOnlySpan<int> prompt, ReadOnlySpan<int> chunk)
        {
            ids.Write(prefix);
            ids.Write(prompt);
            ids.Write(chunk);
            ids.Write(suffix);
            lengths.Add(prefix.Length + prompt.Length + chunk.Length + suffix.Length);
        }
    }

    private int[] Body(ReadOnlySpan<char> text)
    {
        var ids = new ArrayBufferWriter<int>();
        tokenizer.Encode(text, ids, addSpecialTokens: false);
        if (!settings.KeepUnknown)
            ids.Remove(tokenizer.UnknownTokenId, start: 0);
        return ids.WrittenSpan.ToArray();
    }

    /// <summary>What stands before and behind a word, whichever post-processor put it there.</summary>
    public static (int[] Prefix, int[] Suffix) FindSpecialTokens(ITextTokenizer tokenizer)
    {
        const string word = "a";
        var body = new ArrayBufferWriter<int>();
        var whole = new ArrayBufferWriter<int>();
        tokenizer.Encode(word, body, addSpecialTokens: false);
        tokenizer.Encode(word, whole);
        int start = Math.Max(0, whole.WrittenSpan.IndexOf(body.WrittenSpan));
        return (whole.WrittenSpan[..start].ToArray(), whole.WrittenSpan[(start + body.WrittenCount)..].ToArray());
    }
}
