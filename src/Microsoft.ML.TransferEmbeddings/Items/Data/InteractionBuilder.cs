namespace Microsoft.ML.TransferEmbeddings.Items.Data;

/// <summary>Collects rows as they come, and arranges them by user. Not for several threads.</summary>
internal sealed class InteractionBuilder
{
    public const long NoTime = long.MinValue;

    private readonly KeyList users = new();
    private readonly KeyList items = new();
    private readonly List<int> userOfRow = [];
    private readonly List<int> itemOfRow = [];
    private readonly List<float> weightOfRow = [];
    private readonly List<long> timeOfRow = [];
    private bool hasTimes;

    /// <param name="user">Not empty.</param>
    /// <param name="item">Not empty.</param>
    /// <param name="weight">Above 0.</param>
    /// <param name="time">In ticks; <see cref="NoTime"/> where it is not known.</param>
    public void Add(ReadOnlySpan<char> user, ReadOnlySpan<char> item, float weight, long time)
    {
        userOfRow.Add(users.NumberOf(user));
        itemOfRow.Add(items.NumberOf(item));
        weightOfRow.Add(weight);
        // Times take memory only where there are some.
        if (time != NoTime && !hasTimes)
        {
            hasTimes = true;
            timeOfRow.AddRange(Enumerable.Repeat(NoTime, userOfRow.Count - 1));
        }
        if (hasTimes)
            timeOfRow.Add(time);
    }

    /// <summary>Every user's items from the first to the last, each once.</summary>
    public (string[] Users, string[] Items, SparseRows Rows, long[]? Times) Build()
    {
        var (userKeys, userPlaces) = users.Sort();
        var (itemKeys, itemPlaces) = items.Sort();
        int[] order = RowsByUser(userPlaces);
        var starts = new int[userKeys.Length + 1];
        var columns = new int[order.Length];
        var values = new float[order.Length];
        long[]? times = hasTimes ? new long[order.Length] : null;
        int count = 0;
        var places = new Dictionary<int, int>();
        for (int at = 0, user = 0; user < userKeys.Length; user++)
        {
            int end = at;
            while (end < order.Length && userPlaces[userOfRow[order[end]]] == user)
                end++;
            var rows = order.AsSpan(at..end);
            if (hasTimes)
                rows.Sort((one, other) => CompareTimes(one, other, itemPlaces));
            AddUser(rows);
            starts[user + 1] = count;
            at = end;
        }
        Array.Resize(ref columns, count);
        Array.Resize(ref values, count);
        if (times is not null)
            Array.Resize(ref times, count);
        return (userKeys, itemKeys, new SparseRows(starts, columns, values, itemKeys.Length), times);

        // An item that comes again is where it came last, with the sum of the weights.
        void AddUser(ReadOnlySpan<int> rows)
        {
            places.Clear();
            for (int i = rows.Length - 1; i >= 0; i--)
                places.TryAdd(itemOfRow[rows[i]], i);
            var sums = new Dictionary<int, float>();
            if (places.Count < rows.Length)
            {
                foreach (int row in rows)
                    sums[itemOfRow[row]] = sums.GetValueOrDefault(itemOfRow[row]) + weightOfRow[row];
            }
            for (int i = 0; i < rows.Length; i++)
            {
                int row = rows[i], item = itemOfRow[row];
                if (places[item] != i)
                    continue;
                columns[count] = itemPlaces[item];
                values[count] = sums.Count == 0 ? weightOfRow[row] : sums[item];
                if (times is not null)
                    times[count] = timeOfRow[row];
                count++;
            }
        }
    }

    /// <summary>Numbers of rows, those of a user together and in the order in which they came.</summary>
    private int[] RowsByUser(int[] userPlaces)
    {
        var ends = new int[userPlaces.Length + 1];
        foreach (int user in userOfRow)
            ends[userPlaces[user] + 1]++;
        for (int user = 0; user < userPlaces.Length; user++)
            ends[user + 1] += ends[user];
        var order = new int[userOfRow.Count];
        for (int row = 0; row < order.Length; row++)
            order[ends[userPlaces[userOfRow[row]]]++] = row;
        return order;
    }

    private int CompareTimes(int one, int other, int[] itemPlaces) => timeOfRow[one] != timeOfRow[other]
        ? timeOfRow[one].CompareTo(timeOfRow[other])
        : itemPlaces[itemOfRow[one]] != itemPlaces[itemOfRow[other]] ? itemPlaces[itemOfRow[one]].CompareTo(itemPlaces[itemOfRow[other]]) : one.CompareTo(other);
}
