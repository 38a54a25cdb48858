using System.Diagnostics;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>How time and memory of training grow with the interactions, which are made here: popular items are in many histories, and users have tastes.</summary>
internal static class ScaleTable
{
    private const int Tastes = 50, ItemsPerUser = 50, Sweeps = 8, MostItemsOfEase = 8_000;

    private static readonly (int Interactions, int Items)[] Sizes = [(100_000, 2_000), (300_000, 4_000), (1_000_000, 8_000), (10_000_000, 20_000)];

    public static string Measure(int most, Action<string> report)
    {
        var rows = new List<string[]>();
        var before = new Dictionary<string, (int Interactions, double Seconds)>();
        foreach (var (count, items) in Sizes.Where(size => size.Interactions <= most))
        {
            report($"{count:N0} interactions");
            var clock = Stopwatch.StartNew();
            var interactions = Interactions.Create(Make(count, items));
            Add("reading", interactions, clock.Elapsed.TotalSeconds);
            Train("implicit ALS", new ImplicitAlsTrainer { Sweeps = Sweeps }, interactions);
            Train("item neighbors", new ItemNeighborsTrainer(), interactions);
            if (items <= MostItemsOfEase)
                Train("EASE", new EaseTrainer(), interactions);
        }
        return $"""
            {new MarkdownTable(["", "Interactions", "Users", "Items", "Seconds", "Times the interactions", "Times the seconds", "Memory so far, MB"], rows).ToMarkdown()}
            Implicit ALS with 64 dimensions and {Sweeps} sweeps. Memory is the largest working set of the process until then, the interactions among it. EASE with more items than
            {MostItemsOfEase:N0} was left out.
            """;

        void Train(string name, RecommenderTrainer trainer, Interactions interactions)
        {
            report($"{name}, {interactions.Count:N0} interactions");
            var clock = Stopwatch.StartNew();
            trainer.Fit(interactions);
            Add(name, interactions, clock.Elapsed.TotalSeconds);
        }

        void Add(string name, Interactions interactions, double seconds)
        {
            var (earlier, earlierSeconds) = before.GetValueOrDefault(name);
            before[name] = (interactions.Count, seconds);
            using var process = Process.GetCurrentProcess();
            rows.Add(
            [
                name, $"{interactions.Count:N0}", $"{interactions.Users.Count:N0}", $"{interactions.Items.Count:N0}", Number.Show(seconds, "F1"),
                earlier == 0 ? "" : Number.Show((double)interactions.Count / earlier, "F1"), earlier == 0 ? "" : Number.Show(seconds / earlierSeconds, "F1"),
                $"{process.PeakWorkingSet64 >> 20:N0}",
            ]);
        }
    }

    /// <summary>Half of a user's items are of one taste. Within a taste and in all, item n is in proportion to 1 / n.</summary>
    private static IEnumerable<Interaction> Make(int count, int items)
    {
        var random = new Random(1);
        string[] keys = [.. Enumerable.Range(0, items).Select(item => $"{item}")];
        for (int user = 0; user < count / ItemsPerUser; user++)
        {
            string key = $"u{user}";
            int taste = random.Next(Tastes);
            for (int i = 0; i < ItemsPerUser; i++)
            {
                int rank = (int)(Math.Pow(items, random.NextDouble()) - 1);
                yield return new Interaction(key, keys[i % 2 == 0 ? rank : Math.Min(items - 1, rank / Tastes * Tastes + taste)]);
            }
        }
    }
}
