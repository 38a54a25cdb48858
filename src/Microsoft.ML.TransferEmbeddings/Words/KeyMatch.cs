using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A name whose vector a query found. Immutable.</summary>
public sealed class KeyMatch
{
    internal KeyMatch(string name, float score) => (Name, Score) = (name, score);

    /// <summary>The name: a word, an item, a user.</summary>
    public string Name { get; }

    /// <summary>How well it matches: the cosine, unless the query says otherwise.</summary>
    public float Score { get; }

    /// <summary>The name and the score, for reading.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Score}");
}
