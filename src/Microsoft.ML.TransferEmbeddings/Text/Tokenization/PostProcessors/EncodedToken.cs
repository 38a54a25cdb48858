namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization.PostProcessors;

/// <summary>A token on its way into an encoding.</summary>
/// <param name="Id">Its id.</param>
/// <param name="TypeId">Which part of a pair it belongs to.</param>
/// <param name="Start">Where it begins in its text, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="IsSpecial">Whether a post-processor or padding added it.</param>
/// <param name="IsPadding">Whether padding added it.</param>
/// <param name="LeadingSpaces">White space at the beginning of its piece, in code points.</param>
/// <param name="TrailingSpaces">White space at the end of its piece.</param>
internal readonly record struct EncodedToken(
    int Id, int TypeId, int Start = 0, int End = 0, bool IsSpecial = false, bool IsPadding = false, int LeadingSpaces = 0, int TrailingSpaces = 0);
