using System.Collections;
using Microsoft.ML.TransferEmbeddings.Items.Data;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Interactions of users with items, the input of all recommenders. Every user's items are in the order of their times; without times, in the order of the rows. An item that a
/// user met several times is there once, with the sum of the weights and the latest time. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Users and items are numbered in the order of their keys, so that the order of the rows changes nothing: shorter keys come first (2 before 10), equally long ones are
/// ordered by their characters. An interaction takes 12 bytes, with a time 20, and once more 8 for recommenders that read the users of an item.
/// </remarks>
/// <example>
/// <code>
/// var visits = Interactions.Create([new("ann", "tea"), new("ann", "cake"), new("bob", "tea")]);
/// Console.WriteLine(string.Join(' ', visits.GetHistory("ann"))); // prints tea cake
/// </code>
/// </example>
public sealed class Interactions : IReadOnlyCollection<Interaction>
{
    private readonly Dictionary<string, int> users;
    private readonly string[] userKeys;
    private readonly string[] itemKeys;
    private readonly Lazy<SparseRows> byItem;

    private Interactions(InteractionBuilder builder, long skippedRows)
    {
        (userKeys, itemKeys, ByUser, Times) = builder.Build();
        users = new Dictionary<string, int>(userKeys.Length, StringComparer.Ordinal);
        for (int user = 0; user < userKeys.Length; user++)
            users.Add(userKeys[user], user);
        byItem = new Lazy<SparseRows>(() => ByUser.Transpose());
        SkippedRows = skippedRows;
    }

    /// <summary>Number of interactions: pairs of a user and an item.</summary>
    public int Count => ByUser.Count;

    /// <summary>Keys of the users in their order.</summary>
    public IReadOnlyList<string> Users => userKeys;

    /// <summary>Keys of the items in their order.</summary>
    public IReadOnlyList<string> Items => itemKeys;

    /// <summary>Number of rows that were left out because their user or item is missing.</summary>
    public long SkippedRows { get; }

    /// <summary>A row for each user.</summary>
    internal SparseRows ByUser { get; }

    /// <summary>A row for each item. Computed once.</summary>
    internal SparseRows ByItem => byItem.Value;

    /// <summary>Times of the interactions by user, in ticks; null where there are none.</summary>
    internal long[]? Times { get; }

    /// <summary>Collects interactions in memory.</summary>
    /// <param name="interactions">The interactions, enumerated once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="interactions"/> is null.</exception>
    /// <exception cref="ArgumentException">A user or an item is null, empty or not valid Unicode, or a weight is not above 0 and finite. The message says which
    /// one.</exception>
    public static Interactions Create(IEnumerable<Interaction> interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        var builder = new InteractionBuilder();
        long row = 0;
        foreach (var interaction in interactions)
        {
            if (string.IsNullOrEmpty(interaction.User) || string.IsNullOrEmpty(interaction.Item))
                throw new ArgumentException($"Interaction {row:N0} has no {(string.IsNullOrEmpty(interaction.User) ? "user" : "item")}. Leave it out.", nameof(interactions));
            builder.Add(interaction.User, interaction.Item, Checked(interaction.Weight, row, nameof(interactions)), TicksOf(interaction.Time));
            row++;
        }
        return new Interactions(builder, skippedRows: 0);
    }

    /// <summary>Reads interactions from columns of data, one per row. Rows whose user or item is missing or empty are left out (<see cref="SkippedRows"/>).</summary>
    /// <param name="data">The rows, read once. No other column is read.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A column is missing or has another type, or a weight is not above 0 and finite. The message names it.</exception>
    public static Interactions FromData(IDataView data, InteractionColumns columns)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(columns);
        DataViewSchema.Column user = Find(columns.User), item = Find(columns.Item);
        DataViewSchema.Column? weight = columns.Weight is { } weightName ? Find(weightName) : null, time = columns.Time is { } timeName ? Find(timeName) : null;
        using var cursor = data.GetRowCursor([user, item, .. new[] { weight, time }.OfType<DataViewSchema.Column>()]);
        Func<ReadOnlyMemory<char>> userOf = ColumnReader.KeyOf(cursor, user), itemOf = ColumnReader.KeyOf(cursor, item);
        var weightOf = weight is { } ofWeights ? ColumnReader.WeightOf(cursor, ofWeights) : static () => 1;
        var timeOf = time is { } ofTimes ? ColumnReader.TimeOf(cursor, ofTimes) : static () => InteractionBuilder.NoTime;

        var builder = new InteractionBuilder();
        long skipped = 0;
        while (cursor.MoveNext())
        {
            ReadOnlyMemory<char> userKey = userOf(), itemKey = itemOf();
            if (userKey.IsEmpty || itemKey.IsEmpty)
                skipped++;
            else
                builder.Add(userKey.Span, itemKey.Span, Checked((float)weightOf(), cursor.Position, nameof(data)), timeOf());
        }
        return new Interactions(builder, skipped);

        DataViewSchema.Column Find(string name) => data.Schema.GetColumnOrNull(name) ?? throw new ArgumentException(
            $"There is no column '{name}'. The columns are {string.Join(", ", data.Schema.Select(other => $"'{other.Name}'"))}.", nameof(columns));
    }

    /// <summary>Returns the items of a user from the first to the last.</summary>
    /// <param name="user">Key of the user.</param>
    /// <returns>Keys of items; none for a user who is not there.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="user"/> is null.</exception>
    public IReadOnlyList<string> GetHistory(string user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return users.TryGetValue(user, out int row) ? [.. ByUser.ColumnsOf(row).ToArray().Select(item => itemKeys[item])] : [];
    }

    /// <summary>Enumerates the interactions, those of a user together and in their order.</summary>
    public IEnumerator<Interaction> GetEnumerator()
    {
        for (int user = 0; user < userKeys.Length; user++)
        {
            for (int i = 0; i < ByUser.LengthOf(user); i++)
            {
                long time = Times?[ByUser.StartOf(user) + i] ?? InteractionBuilder.NoTime;
                yield return new Interaction(userKeys[user], itemKeys[ByUser.ColumnsOf(user)[i]])
                {
                    Weight = ByUser.ValuesOf(user)[i],
                    Time = time == InteractionBuilder.NoTime ? null : new DateTime(time, DateTimeKind.Utc),
                };
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static long TicksOf(DateTime? time) => time is { } at ? (at.Kind == DateTimeKind.Local ? at.ToUniversalTime() : at).Ticks : InteractionBuilder.NoTime;

    private static float Checked(float weight, long row, string parameter) => weight > 0 && float.IsFinite(weight)
        ? weight
        : throw new ArgumentException($"The weight of interaction {row:N0} is {weight}. Give a finite weight above 0, or leave the interaction out.", parameter);
}
