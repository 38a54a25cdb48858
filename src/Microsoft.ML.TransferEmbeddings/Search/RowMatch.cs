namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>
/// A row that a search found. The better match comes first in order: the one with the higher score and, of equal scores, the one with the lower number, so that
/// every search has one answer.
/// </summary>
internal readonly record struct RowMatch(int Row, float Score) : IComparable<RowMatch>
{
    public int CompareTo(RowMatch other) => other.Score.CompareTo(Score) is not 0 and var order ? order : Row.CompareTo(other.Row);
}
