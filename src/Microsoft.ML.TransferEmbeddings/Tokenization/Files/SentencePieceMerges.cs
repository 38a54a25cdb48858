using Microsoft.ML.TransferEmbeddings.Tokenization.Models;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>A SentencePiece model of type BPE has pieces with scores and no merges; these follow from them.</summary>
internal static class SentencePieceMerges
{
    /// <summary>Every way to put a piece together from two others is a merge, the pieces of higher score first.</summary>
    public static BpeModel ToModel(IReadOnlyList<(string Piece, double Score)> pieces, BpeSettings settings, string fileName)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (piece, _) in pieces)
            ids.TryAdd(piece, ids.Count);
        var vocabulary = new Vocabulary(ids, Math.Max(1, ids.Count));
        var merges = new MergeTable(vocabulary, pieces.Count, prefixLength: 0);
        var splits = pieces.SelectMany(piece => SplitsOf(piece.Piece, vocabulary).Select(split => (split.Left, split.Right, piece.Score)));
        var ranked = splits.OrderByDescending(split => split.Score)
            .ThenByDescending(split => CodePoints(split.Left)).ThenByDescending(split => CodePoints(split.Right));
        foreach (var (left, right, _) in ranked)
            merges.TryAdd(left, right);
        return new BpeModel(vocabulary, merges, settings, fileName);
    }

    private static IEnumerable<(string Left, string Right)> SplitsOf(string piece, Vocabulary vocabulary) =>
        Enumerable.Range(1, Math.Max(0, piece.Length - 1))
            .Where(length => vocabulary.IdOf(piece.AsSpan(0, length)) is not null && vocabulary.IdOf(piece.AsSpan(length)) is not null)
            .Select(length => (Left: piece[..length], Right: piece[length..]))
            .OrderBy(split => vocabulary.IdOf(split.Left)).ThenBy(split => vocabulary.IdOf(split.Right));

    private static int CodePoints(string piece) => piece.EnumerateRunes().Count();
}
