using System.Buffers;
using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>Reads a text as the number of a piece of another tokenizer, between the special tokens of that one: pieces that continue a word have no text.</summary>
internal sealed class PieceTokenizer(ITextTokenizer pieces) : ITextTokenizer
{
    private readonly (int[] Prefix, int[] Suffix) frame = TextSequences.FindSpecialTokens(pieces);

    public int VocabularySize => pieces.VocabularySize;

    /// <summary>None: the unknown piece has a vector too.</summary>
    public int? UnknownTokenId => null;

    public int PaddingTokenId => pieces.PaddingTokenId;

    public IEnumerable<string> Tokens => pieces.Tokens;

    public static string TextOf(int piece) => piece.ToString(CultureInfo.InvariantCulture);

    public bool Encode(ReadOnlySpan<char> text, IBufferWriter<int> ids, int maxTokens = int.MaxValue, bool addSpecialTokens = true)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int piece))
            return pieces.Encode(text, ids, maxTokens, addSpecialTokens);
        if (addSpecialTokens)
            ids.Write(frame.Prefix);
        ids.Write([piece]);
        if (addSpecialTokens)
            ids.Write(frame.Suffix);
        return false;
    }
}
