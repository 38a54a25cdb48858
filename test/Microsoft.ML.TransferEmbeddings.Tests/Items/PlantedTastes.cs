namespace Microsoft.ML.TransferEmbeddings.Tests.Items;

/// <summary>Users of some tastes, each with items of its own: what goes with what is known.</summary>
internal static class PlantedTastes
{
    public const int Tastes = 4, ItemsPerTaste = 25;

    /// <summary>Each user has items of one taste; one user in five has one of another, too.</summary>
    public static Interactions Create(int users, int seed = 1, int itemsPerUser = 8)
    {
        var random = new Random(seed);
        return Interactions.Create(Enumerable.Range(0, users).SelectMany(user =>
            Enumerable.Range(0, itemsPerUser).Select(i => new Interaction($"u{user}", ItemOf(i == 0 && user % 5 == 0 ? random.Next(Tastes) : user % Tastes, random.Next(ItemsPerTaste)))
            {
                Time = DateTime.UnixEpoch.AddDays(user % 50).AddMinutes(i),
            })));
    }

    public static string ItemOf(int taste, int number) => $"{taste}-{number}";

    public static int TasteOf(string item) => item[0] - '0';
}
