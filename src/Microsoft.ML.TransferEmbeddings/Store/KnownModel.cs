namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What is known of a text encoder of the Hugging Face Hub before it is downloaded. Immutable and thread-safe.</summary>
public sealed class KnownModel
{
    internal KnownModel(string repository, int dimension, string languages, double millionParameters, string license)
    {
        Repository = repository;
        Dimension = dimension;
        Languages = languages;
        MillionParameters = millionParameters;
        License = license;
    }

    /// <summary>The repository's name, for <see cref="TextEmbeddingModel.FromHubAsync(string, CancellationToken)"/>.</summary>
    public string Repository { get; }

    /// <summary>Length of every vector.</summary>
    public int Dimension { get; }

    /// <summary>The languages that the model was trained for, in words such as "about 50 languages".</summary>
    public string Languages { get; }

    /// <summary>The network's weights, in millions, as its authors count them. The download has about four bytes per weight.</summary>
    public double MillionParameters { get; }

    /// <summary>The license that the model card states, by its SPDX identifier.</summary>
    public string License { get; }

    /// <summary>The model card, where all of this is from.</summary>
    public Uri Source => new($"https://huggingface.co/{Repository}");

    /// <summary>The repository's name.</summary>
    public override string ToString() => Repository;
}
