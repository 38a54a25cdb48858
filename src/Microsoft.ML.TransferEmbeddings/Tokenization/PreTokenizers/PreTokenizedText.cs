using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>A text and the words it is cut into so far, in memory that is used again.</summary>
/// <remarks>A step adds the new words, with <see cref="Add"/> or in a rewritten text, and ends with <see cref="Commit"/>.</remarks>
internal sealed class PreTokenizedText
{
    private NormalizedText text = new();
    private NormalizedText spare = new();
    private List<(int Start, int End)> words = [];
    private List<(int Start, int End)> nextWords = [];
    private bool isRewritten;

    public NormalizedText Text => text;

    public long Bytes => text.Bytes + spare.Bytes + 2 * sizeof(int) * ((long)words.Capacity + nextWords.Capacity + Matches.Capacity);

    /// <summary>The words as ranges of <see cref="Text"/>, in order, none of them empty. Valid until <see cref="Commit"/>.</summary>
    public ReadOnlySpan<(int Start, int End)> Words => CollectionsMarshal.AsSpan(words);

    /// <summary>The matches of a pattern in a word, for the step at work.</summary>
    public List<(int Start, int End)> Matches { get; } = [];

    /// <summary>Copies a stretch of a normalized text, as one word.</summary>
    public void Reset(NormalizedText source, int start, int end)
    {
        text.Clear(source);
        text.AppendCopy(source, start, end);
        ResetWords();
    }

    /// <summary>Takes a whole normalized text as one word, in exchange for the buffer of this one.</summary>
    public void Exchange(ref NormalizedText source)
    {
        (text, source) = (source, text);
        ResetWords();
    }

    /// <summary>Adds a word of the next cut; an empty one is dropped.</summary>
    public void Add(int start, int end)
    {
        if (end > start)
            nextWords.Add((start, end));
    }

    /// <summary>The empty text that takes the place of <see cref="Text"/> with <see cref="Commit"/>; words are then ranges of it.</summary>
    public NormalizedText Rewrite()
    {
        isRewritten = true;
        spare.Clear(text);
        return spare;
    }

    /// <summary>The added words become the words.</summary>
    public void Commit()
    {
        (words, nextWords) = (nextWords, words);
        nextWords.Clear();
        if (isRewritten)
            (text, spare) = (spare, text);
        isRewritten = false;
    }

    private void ResetWords()
    {
        words.Clear();
        nextWords.Clear();
        isRewritten = false;
        if (text.Length > 0)
            words.Add((0, text.Length));
    }
}
