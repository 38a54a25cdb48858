using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>tokenizer.json's <c>padding</c>.</summary>
/// <param name="FixedLength">Minimum number of tokens; null: as many as the longest text of the batch.</param>
/// <param name="MultipleOf">The length is rounded up to a multiple of this.</param>
/// <param name="OnLeft">Whether padding goes before the text.</param>
/// <param name="Id">The token.</param>
/// <param name="TypeId">Its type.</param>
internal sealed record Padding(int? FixedLength, int? MultipleOf, bool OnLeft, int Id, int TypeId)
{
    /// <summary>The length to which shorter texts are padded.</summary>
    public int LengthFor(int longest)
    {
        int length = FixedLength ?? longest;
        return MultipleOf is > 0 and var multiple && length % multiple > 0 ? checked(length + multiple - length % multiple) : length;
    }

    /// <summary>Pads ids that are not part of a batch.</summary>
    public int[] Pad(ReadOnlySpan<int> ids)
    {
        var padded = new int[Math.Max(ids.Length, LengthFor(ids.Length))];
        padded.AsSpan().Fill(Id);
        ids.CopyTo(padded.AsSpan(OnLeft ? padded.Length - ids.Length : 0));
        return padded;
    }

    /// <summary>Pads tokens up to a length; longer texts stay as they are.</summary>
    public List<EncodedToken> Pad(List<EncodedToken> tokens, int length)
    {
        if (tokens.Count >= length)
            return tokens;
        var padding = Enumerable.Repeat(new EncodedToken(Id, TypeId, EncodedToken.NoSequence, IsPadding: true), length - tokens.Count);
        return OnLeft ? [.. padding, .. tokens] : [.. tokens, .. padding];
    }
}
