using Microsoft.ML.TransferEmbeddings.Tokenization.Models;
using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Keeps tokens with their places in the text.</summary>
/// <param name="tokens">Where they go.</param>
/// <param name="sequence">The text: 0 the first, 1 the second of a pair. Also the type, unless the post-processor says otherwise.</param>
/// <param name="model">Knows the text of a token.</param>
/// <param name="countsSpaces">Whether the white space of pieces is counted.</param>
internal readonly struct EncodedTokenSink(List<EncodedToken> tokens, int sequence, ITokenModel model, bool countsSpaces) : ITokenSink
{
    public bool IsFull => false;

    public void AddAddedToken(int id, ReadOnlySpan<char> text, (int Start, int End) origin) => Add(id, text, origin.Start, origin.End);

    public void AddWord(TokenizerScratch scratch, (int Start, int End) word)
    {
        var text = scratch.Words.Text;
        foreach (var token in scratch.Tokens.Written)
        {
            int start = word.Start + token.Start, end = word.Start + token.End;
            var covered = text.Chars[start..end];
            Add(token.Id, countsSpaces ? model.TextOf(token.Id, covered) : default, text.OriginOf(start).Start, text.OriginOf(end - 1).End);
        }
    }

    private void Add(int id, ReadOnlySpan<char> text, int start, int end)
    {
        int leading = 0, trailing = 0;
        if (countsSpaces)
        {
            while (leading < text.Length && IsSpace(text[leading]))
                leading++;
            while (trailing < text.Length && IsSpace(text[^(trailing + 1)]))
                trailing++;
        }
        tokens.Add(new EncodedToken(id, sequence, sequence, start, end, LeadingSpaces: leading, TrailingSpaces: trailing));
    }

    private static bool IsSpace(char c) => c == ByteCharacters.Space || char.IsWhiteSpace(c);
}
