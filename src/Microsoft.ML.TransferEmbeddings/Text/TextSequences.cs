using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;
using Microsoft.ML.TransferEmbeddings.Tokenization;

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
    private readonly int[] laterPromptIds;
    private readonly int bodyTokens;

    /// <param name="tokenizer">Of the model.</param>
    /// <param name="settings">What the folder and the user say.</param>
    /// <param name="source">Where the model came from, for messages.</param>
    /// <exception cref="ArgumentException">The prompt leaves no token for a text.</exception>
    public TextSequences(ITextTokenizer tokenizer, OnnxTextSettings settings, string source)
    {
        this.tokenizer = tokenizer;
        this.settings = settings;
        (prefix, suffix) = settings.SpecialTokens ? FindSpecialTokens(tokenizer) : ([], []);
        promptIds = Body(settings.Prompt);
        // Words have their space with them where a tokenizer keeps spaces.
        laterPromptIds = Body(settings.Prompt.TrimEnd(' '));
        bodyTokens = settings.MaxTokens - prefix.Length - suffix.Length;
        int promptTokens = Math.Max(promptIds.Length, laterPromptIds.Length);
        if (bodyTokens - promptTokens <= settings.ChunkOverlap)
        {
            throw new ArgumentException(
                $"Of MaxTokens = {settings.MaxTokens:N0} of the model '{source}', the special tokens take {prefix.Length + suffix.Length:N0} and the prompt {promptTokens:N0}: too few are left for a text{(settings.ChunkOverlap > 0 ? $" with a ChunkOverlap of {settings.ChunkOverlap:N0}" : "")}. " +
                "Use a shorter prompt, a smaller overlap or more tokens.");
        }
    }

    /// <summary>Whether there is a prompt that the pooling does not see.</summary>
    public bool LeavesPromptOut => !settings.IncludePrompt && promptIds.Length > 0;

    /// <summary>Appends a text's sequences, one after another.</summary>
    /// <param name="text">The text, without the prompt.</param>
    /// <param name="ids">Where the ids go.</param>
    /// <param name="layouts">Where the layouts of the sequences go, at least one.</param>
    /// <returns>Whether something of the text was cut off.</returns>
    public bool Encode(ReadOnlySpan<char> text, ArrayBufferWriter<int> ids, List<SequenceLayout> layouts)
    {
        text = TextScratch.Join(settings.Prompt, text);
        int start = ids.WrittenCount;
        bool isLong = tokenizer.Encode(text, ids, settings.MaxTokens, settings.SpecialTokens);
        if (!isLong || settings.LongText == LongText.Truncate)
        {
            if (!settings.KeepUnknown)
                ids.Remove(tokenizer.UnknownTokenId, start);
            // As in sentence-transformers: what the prompt has alone is the prompt, also where its last space went to the first word.
            layouts.Add(new SequenceLayout(ids.WrittenCount - start, prefix.Length + promptIds.Length));
            return isLong;
        }
        EncodeChunks(text, ids, start, layouts);
        return false;
    }

    /// <summary>Appends the sequence of a text whose ids are known, without the prompt.</summary>
    public void Frame(ReadOnlySpan<int> body, ArrayBufferWriter<int> ids, List<SequenceLayout> layouts)
    {
        ids.Write(prefix);
        ids.Write(body);
        ids.Write(suffix);
        layouts.Add(new SequenceLayout(prefix.Length + body.Length + suffix.Length, TextStart: 0));
    }

    /// <summary>The first token of a sequence that the pooling sees.</summary>
    public int FirstPooled(SequenceLayout layout) => LeavesPromptOut ? layout.TextStart : 0;

    /// <summary>Tokens of the text itself in a sequence: a chunk's weight.</summary>
    public int Weight(SequenceLayout layout) => Math.Max(1, layout.Length - layout.TextStart - suffix.Length);

    /// <summary>
    /// The first chunk is the beginning of prompt and text together, since a tokenizer may join the prompt's end and the text's first word. Later chunks stand
    /// after the prompt's own tokens.
    /// </summary>
    private void EncodeChunks(ReadOnlySpan<char> text, ArrayBufferWriter<int> ids, int start, List<SequenceLayout> layouts)
    {
        var whole = Body(text).AsSpan();
        ids.Shorten(start);
        int promptTokens = whole.CommonPrefixLength(promptIds), end = Math.Min(bodyTokens, whole.Length);
        WriteChunk(whole[..promptTokens], whole[promptTokens..end]);
        while (end < whole.Length)
        {
            int from = end - settings.ChunkOverlap;
            end = Math.Min(from + bodyTokens - laterPromptIds.Length, whole.Length);
            WriteChunk(laterPromptIds, whole[from..end]);
        }

        void WriteChunk(ReadOnlySpan<int> prompt, ReadOnlySpan<int> chunk)
        {
            ids.Write(prefix);
            ids.Write(prompt);
            ids.Write(chunk);
            ids.Write(suffix);
            int textStart = prefix.Length + prompt.Length;
            layouts.Add(new SequenceLayout(textStart + chunk.Length + suffix.Length, textStart));
        }
    }

    private int[] Body(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return [];
        var ids = new ArrayBufferWriter<int>();
        tokenizer.Encode(text, ids, addSpecialTokens: false);
        if (!settings.KeepUnknown)
            ids.Remove(tokenizer.UnknownTokenId, start: 0);
        return ids.WrittenSpan.ToArray();
    }

    /// <summary>What stands before and after a word, whichever post-processor put it there.</summary>
    private static (int[] Prefix, int[] Suffix) FindSpecialTokens(ITextTokenizer tokenizer)
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
