namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Interactions divided into those to train on and those to find. Nothing is random. Where a smallest weight is named, such as a rating of 4, interactions of at least this
/// weight are positive, and the others are seen without being liked. Immutable and thread-safe.
/// </summary>
/// <remarks>Choose settings on a split of <see cref="Remaining"/>, and report the numbers of the first split once.</remarks>
public sealed class InteractionSplit
{
    private InteractionSplit(IEnumerable<Interaction> remaining, float? minWeight, IReadOnlyList<RecommendationCase> cases)
    {
        Remaining = Interactions.Create(remaining);
        Training = minWeight is null
            ? Remaining
            : Interactions.Create(Remaining.Where(interaction => interaction.Weight >= minWeight).Select(interaction => new Interaction(interaction.User, interaction.Item) { Time = interaction.Time }));
        Cases = cases;
    }

    /// <summary>Interactions to train on: the positive ones of <see cref="Remaining"/>, with a weight of 1 if a smallest weight was named.</summary>
    public Interactions Training { get; }

    /// <summary>All interactions that are not to be found, whose items are the candidates.</summary>
    public Interactions Remaining { get; }

    /// <summary>Users with what is to be found, in the order of their keys.</summary>
    public IReadOnlyList<RecommendationCase> Cases { get; }

    /// <summary>
    /// Takes the last positive item of every user who has two or more. All other interactions remain, those after it among them. Equal times are ordered by the items' keys.
    /// </summary>
    /// <param name="interactions">Interactions with times, or in the order of time.</param>
    /// <param name="minWeight">Smallest weight of a positive interaction; null, the default, for all.</param>
    /// <exception cref="ArgumentNullException"><paramref name="interactions"/> is null.</exception>
    public static InteractionSplit LeaveLastOut(Interactions interactions, float? minWeight = null)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        var remaining = new List<Interaction>(interactions.Count);
        var cases = new List<RecommendationCase>();
        foreach (var user in UsersOf(interactions))
        {
            int last = user.FindLastIndex(interaction => IsPositive(interaction, minWeight));
            if (user.Count(interaction => IsPositive(interaction, minWeight)) < 2)
            {
                remaining.AddRange(user);
                continue;
            }
            Interaction[] others = [.. user.Where((_, i) => i != last)];
            remaining.AddRange(others);
            cases.Add(CaseOf(others.Where(interaction => IsPositive(interaction, minWeight)), others, [user[last]]));
        }
        return new InteractionSplit(remaining, minWeight, cases);
    }

    /// <summary>
    /// Takes all that happened from a time on. Users are those with a positive interaction from then on, whether they were there before or not; their history is what they
    /// did before.
    /// </summary>
    /// <param name="interactions">Interactions with times; one without is taken to have been before.</param>
    /// <param name="time">The time, in universal time.</param>
    /// <param name="minWeight">Smallest weight of a positive interaction; null, the default, for all.</param>
    /// <exception cref="ArgumentNullException"><paramref name="interactions"/> is null.</exception>
    public static InteractionSplit ByTime(Interactions interactions, DateTime time, float? minWeight = null)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        var remaining = new List<Interaction>(interactions.Count);
        var cases = new List<RecommendationCase>();
        foreach (var user in UsersOf(interactions))
        {
            var before = user.FindAll(interaction => !(interaction.Time >= time));
            remaining.AddRange(before);
            Interaction[] targets = [.. user.Where(interaction => interaction.Time >= time && IsPositive(interaction, minWeight))];
            if (targets.Length > 0)
                cases.Add(CaseOf(before.Where(interaction => IsPositive(interaction, minWeight)), before, targets));
        }
        return new InteractionSplit(remaining, minWeight, cases);
    }

    /// <summary>
    /// Takes users whom no recommender is trained on, to see what they get after their first items. Users are those with more positive interactions than the history has.
    /// </summary>
    /// <param name="interactions">Interactions with times, or in the order of time.</param>
    /// <param name="isNew">Whether a user, by the key, is taken.</param>
    /// <param name="historyLength">Number of first positive items that are the history, 0 or more; the later ones are to be found.</param>
    /// <param name="minWeight">Smallest weight of a positive interaction; null, the default, for all.</param>
    /// <exception cref="ArgumentNullException"><paramref name="interactions"/> or <paramref name="isNew"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="historyLength"/> is negative.</exception>
    public static InteractionSplit ByUser(Interactions interactions, Func<string, bool> isNew, int historyLength, float? minWeight = null)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(isNew);
        ArgumentOutOfRangeException.ThrowIfNegative(historyLength);
        var remaining = new List<Interaction>(interactions.Count);
        var cases = new List<RecommendationCase>();
        foreach (var user in UsersOf(interactions))
        {
            if (!isNew(user[0].User))
            {
                remaining.AddRange(user);
                continue;
            }
            Interaction[] positive = [.. user.Where(interaction => IsPositive(interaction, minWeight))];
            if (positive.Length > historyLength)
                cases.Add(CaseOf(positive[..historyLength], positive[..historyLength], positive[historyLength..]));
        }
        return new InteractionSplit(remaining, minWeight, cases);
    }

    /// <summary>
    /// Takes items that no recommender is trained on, to see whether they are found by what is known of them. Users are those with a positive interaction with one; their history
    /// is what they did with other items.
    /// </summary>
    /// <param name="interactions">Interactions with times, or in the order of time.</param>
    /// <param name="isNew">Whether an item, by the key, is taken.</param>
    /// <param name="minWeight">Smallest weight of a positive interaction; null, the default, for all.</param>
    /// <exception cref="ArgumentNullException"><paramref name="interactions"/> or <paramref name="isNew"/> is null.</exception>
    public static InteractionSplit ByItem(Interactions interactions, Func<string, bool> isNew, float? minWeight = null)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(isNew);
        var remaining = new List<Interaction>(interactions.Count);
        var cases = new List<RecommendationCase>();
        foreach (var user in UsersOf(interactions))
        {
            var others = user.FindAll(interaction => !isNew(interaction.Item));
            remaining.AddRange(others);
            Interaction[] targets = [.. user.Where(interaction => isNew(interaction.Item) && IsPositive(interaction, minWeight))];
            if (targets.Length > 0)
                cases.Add(CaseOf(others.Where(interaction => IsPositive(interaction, minWeight)), others, targets));
        }
        return new InteractionSplit(remaining, minWeight, cases);
    }

    private static IEnumerable<List<Interaction>> UsersOf(Interactions interactions)
    {
        var user = new List<Interaction>();
        foreach (var interaction in interactions)
        {
            if (user.Count > 0 && user[0].User != interaction.User)
            {
                yield return user;
                user = [];
            }
            user.Add(interaction);
        }
        if (user.Count > 0)
            yield return user;
    }

    private static bool IsPositive(Interaction interaction, float? minWeight) => minWeight is null || interaction.Weight >= minWeight;

    private static RecommendationCase CaseOf(IEnumerable<Interaction> history, IEnumerable<Interaction> seen, Interaction[] targets) => new()
    {
        User = targets[0].User,
        History = [.. history.Select(interaction => interaction.Item)],
        Seen = [.. seen.Select(interaction => interaction.Item)],
        Targets = [.. targets.Select(interaction => interaction.Item)],
    };
}
