namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Kinds of users and items that a <see cref="Recommender"/> serves, besides users with a history and items that it was trained on, which all serve.</summary>
[Flags]
public enum RecommenderCapabilities
{
    /// <summary>No others.</summary>
    None = 0,

    /// <summary>Users of whom no known item is known get recommendations too.</summary>
    UsersWithoutHistory = 1,

    /// <summary>Items without interactions can be added by vectors, such as vectors that were computed from their descriptions (<see cref="VectorRecommender.WithItems"/>).</summary>
    NewItems = 2,
}
