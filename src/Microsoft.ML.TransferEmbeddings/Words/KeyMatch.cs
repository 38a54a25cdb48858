
namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A name that a query found. Immutable.</summary>
public sealed class KeyMatch
{
    internal KeyMatch(string name, float score) => (Name, Score) = (name, score);

    /// <summary>The name, such as a word, an item or a user.</summary>
    public string Name { get; }

    /// <summary>Score of the match, larger is better: the cosine, unless the query has another <see cref="AnalogyMethod"/>.</summary>
    public float Score { get; }

    /// <summary>Returns the name and the score, for reading.</summary>
    public override string ToString() => $"{Name}: {Score}";
}
