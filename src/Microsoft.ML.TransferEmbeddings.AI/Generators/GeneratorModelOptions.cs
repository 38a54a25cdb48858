namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of a model that is made of a generator. Immutable and thread-safe.</summary>
public sealed class GeneratorModelOptions
{
    private readonly string? name;
    private readonly int? dimensions;
    private readonly GeneratorRequestOptions requests = new();

    /// <summary>
    /// Name of the model, which model zips and the fingerprint have: give different models different names. Null, the default, for the model that the generator's metadata
    /// name.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? Name
    {
        get => name;
        init => name = value is not "" ? value : throw new ArgumentException("Name must not be empty. Leave it null for the name in the generator's metadata.", nameof(Name));
    }

    /// <summary>Number of dimensions that requests ask for, at least 1, if the service can shorten vectors; null, the default, for the model's own. It changes vectors and is saved.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Dimensions
    {
        get => dimensions;
        init => dimensions = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Dimensions), value, "Dimensions must be 1 or more.");
    }

    /// <summary>Sizes of requests, retries and limits; default <c>new GeneratorRequestOptions()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public GeneratorRequestOptions Requests
    {
        get => requests;
        init => requests = value ?? throw new ArgumentNullException(nameof(value));
    }
}
