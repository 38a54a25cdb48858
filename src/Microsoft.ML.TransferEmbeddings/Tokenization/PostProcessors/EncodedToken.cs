namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>A token on its way into an encoding.</summary>
/// <param name="Id">Its id.</param>
/// <param name="TypeId">Its type for the model.</param>
/// <param name="Sequence">The text that it came from: 0 the first, 1 the second, -1 none.</param>
/// <param name="Start">Where it begins in its text, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="IsPadding">Whether padding added it.</param>
/// <param name="LeadingSpaces">White space at the beginning of its piece, in code points.</param>
/// <param name="TrailingSpaces">White space at the end of its piece.</param>
internal readonly record struct EncodedToken(
    int Id, int TypeId, int Sequence, int Start = 0, int End = 0, bool IsPadding = false, int LeadingSpaces = 0, int TrailingSpaces = 0)
{
    /// <summary>The sequence of a token that came from no text.</summary>
    public const int NoSequence = -1;
}
