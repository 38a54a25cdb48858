using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Items.Files;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Recommends items to users by what they did. A user is a history, the keys of items from the first to the last, so that users who were not there in training are served
/// as those who were. <see cref="RecommenderTrainer"/> has the trainers; derive from this class for a recommender of your own.
/// </summary>
/// <remarks>
/// <para>Thread-safe, as derived classes must be; trained ones are immutable.</para>
/// <para>
/// Nothing unknown is an error. Items of a history that the recommender does not know are ignored, and so are unknown items in lists. If no item of a history is known,
/// there are no recommendations and scores are NaN, unless <see cref="Capabilities"/> has <see cref="RecommenderCapabilities.UsersWithoutHistory"/>. Unknown candidates
/// have the score NaN, and unknown items no similar ones. An item that is in a history several times counts once, where it was last.
/// </para>
/// </remarks>
public abstract class Recommender
{
    private readonly Dictionary<string, int> positions;

    /// <summary>Creates a recommender.</summary>
    /// <param name="items">Distinct keys of the items that have scores.</param>
    /// <exception cref="ArgumentException">A key is null or occurs twice.</exception>
    protected Recommender(IReadOnlyList<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Items = items;
        positions = new Dictionary<string, int>(items.Count, StringComparer.Ordinal);
        for (int position = 0; position < items.Count; position++)
        {
            if (items[position] is not { } item || !positions.TryAdd(item, position))
                throw new ArgumentException($"Item {position:N0} is {(items[position] is { } twin ? $"'{twin}', which occurs twice" : "null")}. Give distinct keys.", nameof(items));
        }
    }

    /// <summary>Keys of the items that have scores.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>Kinds of users and items that are served besides users with a history and the items of training.</summary>
    public abstract RecommenderCapabilities Capabilities { get; }

    /// <summary>Recommends items to a user.</summary>
    /// <param name="history">Keys of the user's items, from the first to the last; possibly none.</param>
    /// <param name="count">Maximum number of items, at least 1.</param>
    /// <param name="options">What may be recommended; null, the default, for all items but those of the history.</param>
    /// <returns>Items and their scores, best first, equal scores in the order of <see cref="Items"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="history"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public IReadOnlyList<KeyMatch> Recommend(IEnumerable<string> history, int count, RecommendationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= RecommendationOptions.Default;
        int[] seen = KnownItems(history);
        return FindBest(Latest(seen, options), count, Filter(seen, options));
    }

    /// <summary>Recommends items to many users, on all processors.</summary>
    /// <param name="histories">A history for each user.</param>
    /// <param name="count">Maximum number of items for each user, at least 1.</param>
    /// <param name="options">What may be recommended; null, the default, for all items but those of a user's history.</param>
    /// <returns>What <see cref="Recommend"/> returns for each user, in the order of <paramref name="histories"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="histories"/> or one of them is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public IReadOnlyList<IReadOnlyList<KeyMatch>> RecommendMany(IReadOnlyList<IEnumerable<string>> histories, int count, RecommendationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(histories);
        var found = new IReadOnlyList<KeyMatch>[histories.Count];
        ParallelWork.Run(histories.Count, Environment.ProcessorCount, CancellationToken.None, user => found[user] = Recommend(histories[user], count, options));
        return found;
    }

    /// <summary>Scores candidates for a user; larger is better. Scores of one user can be compared, those of different users need not be.</summary>
    /// <param name="history">Keys of the user's items, from the first to the last; possibly none.</param>
    /// <param name="candidates">Keys of items, which may be in the history.</param>
    /// <param name="latestItems">Number of the latest known items of the history that count, at least 1; null, the default, for all.</param>
    /// <returns>A score for each candidate; NaN for unknown ones.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="history"/> or <paramref name="candidates"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="latestItems"/> is less than 1.</exception>
    public float[] Score(IEnumerable<string> history, IReadOnlyList<string> candidates, int? latestItems = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(candidates);
        var scores = new float[Items.Count];
        bool scored = TryScore(Latest(KnownItems(history), new RecommendationOptions { LatestItems = latestItems }), scores);
        return [.. candidates.Select(candidate => scored && PositionOf(candidate) is >= 0 and var position ? scores[position] : float.NaN)];
    }

    /// <summary>Finds items that are similar to an item, without the item itself.</summary>
    /// <param name="item">Key of the item.</param>
    /// <param name="count">Maximum number of items, at least 1.</param>
    /// <returns>Items and their similarities, best first; none for an unknown item.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="item"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public IReadOnlyList<KeyMatch> MostSimilar(string item, int count)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int position = PositionOf(item);
        if (position < 0)
            return [];
        var scores = new float[Items.Count];
        return TryScoreSimilar(position, scores) ? Best(scores, count, RowFilter.Except([position])) : [];
    }

    /// <summary>Reads a recommender that <see cref="Save"/> wrote.</summary>
    /// <param name="path">Path of the file.</param>
    /// <returns>A recommender of the class that was saved, with equal scores. <see cref="ImplicitAlsRecommender.UserVectors"/> is null.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a NUL character.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or holds no recommender; the message names it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static Recommender Load(string path)
    {
        FilePath.Require(path);
        return RecommenderFile.Read(path);
    }

    /// <summary>
    /// Writes the recommender to a file with a checksum. An existing file is replaced when the new one is complete. The file has the keys of the items, and nothing of the users.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a NUL character.</exception>
    /// <exception cref="NotSupportedException">The recommender, or a member of an ensemble, is of a class of your own, or an ensemble is inside of 32 others; an existing file is
    /// unchanged.</exception>
    /// <exception cref="InvalidOperationException">The recommender has a number that is not finite, or an item whose key has half of a surrogate pair; an existing file is
    /// unchanged.</exception>
    /// <exception cref="IOException">The file can't be written; an existing file is unchanged.</exception>
    public void Save(string path)
    {
        FilePath.Require(path);
        RecommenderFile.Write(path, this);
    }

    /// <summary>Scores all items for a user.</summary>
    /// <param name="history">Positions in <see cref="Items"/>, each once, from the first to the last; possibly none.</param>
    /// <param name="scores">Receives the scores of <see cref="Items"/>, larger is better; NaN for an item without one. They are not cleared: write every one.</param>
    /// <returns>False if there are no scores for such a user, who then gets no recommendations.</returns>
    protected abstract bool TryScore(ReadOnlySpan<int> history, Span<float> scores);

    /// <summary>Scores all items by their similarity to one. The base class scores them for a user whose only item it is.</summary>
    /// <param name="item">Position in <see cref="Items"/>.</param>
    /// <param name="scores">Receives the scores of <see cref="Items"/>, larger is better. They are not cleared: write every one.</param>
    /// <returns>False if there are no scores for this item.</returns>
    protected virtual bool TryScoreSimilar(int item, Span<float> scores) => TryScore([item], scores);

    /// <summary>The item's position in <see cref="Items"/>; -1 for an unknown one.</summary>
    internal int PositionOf(string item) => item is not null && positions.TryGetValue(item, out int position) ? position : -1;

    internal bool TryScoreItems(ReadOnlySpan<int> history, Span<float> scores) => TryScore(history, scores);

    internal bool TryScoreSimilarItems(int item, Span<float> scores) => TryScoreSimilar(item, scores);

    /// <summary>The positions of the known items of a history, each once, where it was last.</summary>
    internal int[] KnownItems(IEnumerable<string> history) => Distinct(history.Select(PositionOf));

    /// <summary>Keeps the positions that are not negative, each once, where it was last.</summary>
    internal static int[] Distinct(IEnumerable<int> positions)
    {
        int[] known = [.. positions.Where(position => position >= 0)];
        if (known.Length < 2)
            return known;
        var later = new HashSet<int>();
        Array.Reverse(known);
        int[] distinct = Array.FindAll(known, later.Add);
        Array.Reverse(distinct);
        return distinct;
    }

    /// <param name="history">Positions that count.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="filter">Which may be recommended.</param>
    internal IReadOnlyList<KeyMatch> FindBest(ReadOnlySpan<int> history, int count, RowFilter filter)
    {
        float[] buffer = ArrayPool<float>.Shared.Rent(Items.Count);
        try
        {
            var scores = buffer.AsSpan(0, Items.Count);
            return TryScore(history, scores) ? Best(scores, count, filter) : [];
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    internal static ReadOnlySpan<int> Latest(int[] history, RecommendationOptions options) =>
        options.LatestItems is { } latest && latest < history.Length ? history.AsSpan(history.Length - latest) : history;

    private RowFilter Filter(int[] seen, RecommendationOptions options)
    {
        var blocked = options.IncludeSeen ? [] : new HashSet<int>(seen);
        foreach (string item in options.BlockedItems ?? [])
            blocked.Add(PositionOf(item));
        HashSet<int>? allowed = options.AllowedItems is { } items ? [.. items.Select(PositionOf)] : null;
        return RowFilter.Where(position => !blocked.Contains(position) && allowed?.Contains(position) != false);
    }

    private IReadOnlyList<KeyMatch> Best(ReadOnlySpan<float> scores, int count, RowFilter filter)
    {
        var best = new BestRows(Math.Min(count, scores.Length), filter);
        for (int position = 0; position < scores.Length; position++)
            best.Add(position, scores[position]);
        return Array.ConvertAll(best.TakeAll(), match => new KeyMatch(Items[match.Row], match.Score));
    }
}
