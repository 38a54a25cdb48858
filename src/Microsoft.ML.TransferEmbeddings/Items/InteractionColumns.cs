using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Names of the columns that <see cref="Interactions.FromData"/> reads. Immutable.</summary>
public sealed class InteractionColumns
{
    private readonly string user = "User";
    private readonly string item = "Item";

    /// <summary>Column of the users' keys; default "User". Text, keys or numbers.</summary>
    /// <exception cref="ArgumentException">The value is null or empty.</exception>
    public string User
    {
        get => user;
        init => user = OptionRange.NotEmpty(value, nameof(User));
    }

    /// <summary>Column of the items' keys; default "Item". Text, keys or numbers.</summary>
    /// <exception cref="ArgumentException">The value is null or empty.</exception>
    public string Item
    {
        get => item;
        init => item = OptionRange.NotEmpty(value, nameof(Item));
    }

    /// <summary>Column of the weights, of numbers; null, the default, for a weight of 1.</summary>
    public string? Weight { get; init; }

    /// <summary>Column of the times: <see cref="DateTime"/>, <see cref="DateTimeOffset"/>, or numbers of seconds since 1970 (Unix time); null, the default, for none.</summary>
    public string? Time { get; init; }
}
