namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>Settings, and what was trained with them on each split.</summary>
/// <param name="settings">For the table.</param>
/// <param name="train">On a split's training.</param>
internal sealed class Trial(string settings, Func<InteractionSplit, Recommender> train)
{
    private readonly Dictionary<InteractionSplit, Recommender> trained = [];

    public string Settings => settings;

    /// <summary>Trained once.</summary>
    public Recommender On(InteractionSplit split)
    {
        if (!trained.TryGetValue(split, out var recommender))
            trained.Add(split, recommender = train(split));
        return recommender;
    }

    /// <summary>Recommenders with many vectors are large.</summary>
    public void Forget() => trained.Clear();
}
