namespace Microsoft.ML.TransferEmbeddings.Text.Folders;

/// <summary>A text encoder, and what its folder tells beside it: none of that changes a vector.</summary>
internal sealed record TextModelSource(TextEncoderDefinition Definition)
{
    /// <summary>The prompts by name.</summary>
    public IReadOnlyDictionary<string, string> Prompts { get; init; } = new Dictionary<string, string>();

    /// <summary>What a zip without weights names the model by; null where the model's files are not, as they are, in a folder or in this package.</summary>
    public ModelReference? Reference { get; init; }

    /// <summary>Why there is no <see cref="Reference"/>, and what to do instead, for a message.</summary>
    public string NoReference { get; init; } = "it was made in this process, so that no folder has its files as they are. Save it with ModelStorage.Embedded.";

    /// <summary>Whether neither the folder nor the options name the pooling; it does not count where the graph gives text vectors.</summary>
    public bool IsPoolingAssumed { get; init; }

    /// <summary>As the README's front matter names it.</summary>
    public string? License { get; init; }
}
