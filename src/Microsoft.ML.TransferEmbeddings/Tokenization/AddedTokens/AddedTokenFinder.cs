using System.Buffers;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.Models;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;

/// <summary>
/// Finds added tokens in a text: leftmost, then longest. As in the original, a longest candidate that fails <see cref="AddedToken.SingleWord"/> is passed
/// over without a try of the shorter ones.
/// </summary>
internal sealed class AddedTokenFinder
{
    private readonly AddedToken[] tokens;
    private readonly PieceTrie contents;
    private readonly BeginningFilter beginnings;

    public AddedTokenFinder(IEnumerable<AddedToken> tokens)
    {
        this.tokens = [.. tokens.Where(token => token.Content.Length > 0).DistinctBy(token => token.Content)];
        beginnings = new BeginningFilter(this.tokens.Select(token => token.Content));
        contents = new PieceTrie(2 * this.tokens.Length);
        for (int i = 0; i < this.tokens.Length; i++)
            contents.Add(this.tokens[i].Content, i);
    }

    public bool IsEmpty => tokens.Length == 0;

    /// <summary>Finds the next token.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">What lies before was taken already.</param>
    /// <param name="next">Where the search goes on. White space that a token took along may still begin the next one.</param>
    /// <param name="start">Where the token begins, white space that it takes along included.</param>
    /// <param name="end">Where it ends, likewise.</param>
    /// <returns>The token; null where there is none.</returns>
    public AddedToken? Find(ReadOnlySpan<char> text, int from, ref int next, out int start, out int end)
    {
        while ((next = beginnings.Find(text, next)) < text.Length)
        {
            int length = FindLongest(text[next..], out int index);
            if (length == 0)
            {
                next++;
                continue;
            }
            (start, end) = (next, next + length);
            next = end;
            var token = tokens[index];
            if (token.SingleWord && (EndsWithWord(text[..start]) || StartsWithWord(text[end..])))
                continue;
            if (token.StripLeft)
                start = Math.Max(from, text[..start].TrimEnd().Length);
            if (token.StripRight)
                end = text.Length - text[end..].TrimStart().Length;
            return token;
        }
        start = end = text.Length;
        return null;
    }

    /// <summary>
    /// The length of the longest content that begins <paramref name="text"/>; 0 where none does. Most texts leave the trie after a few units.
    /// </summary>
    private int FindLongest(ReadOnlySpan<char> text, out int index)
    {
        int longest = 0, node = PieceTrie.Root;
        index = PieceTrie.None;
        for (int length = 1; length <= text.Length && (node = contents.Step(node, text[length - 1])) != PieceTrie.None; length++)
        {
            if (contents.ValueOf(node) is var value and not PieceTrie.None)
                (longest, index) = (length, value);
        }
        return longest;
    }

    private static bool EndsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && CharacterClasses.IsRustWord(rune.Value);

    private static bool StartsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && CharacterClasses.IsRustWord(rune.Value);
}
