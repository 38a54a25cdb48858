namespace Microsoft.ML.TransferEmbeddings;

/// <summary>One thing that a user did with an item, such as a purchase, a visit or a rating. Immutable.</summary>
/// <param name="user">Key of the user.</param>
/// <param name="item">Key of the item.</param>
public readonly struct Interaction(string user, string item)
{
    /// <summary>Key of the user, case-sensitive.</summary>
    public string User { get; } = user;

    /// <summary>Key of the item, case-sensitive.</summary>
    public string Item { get; } = item;

    /// <summary>Strength, such as a number of purchases or a rating; default 1, above 0.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>Time, in universal time; null, the default, if it is not known.</summary>
    public DateTime? Time { get; init; }

    /// <summary>Returns user and item, for reading.</summary>
    public override string ToString() => $"{User}, {Item}";
}
