namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Facts about a text encoder of the Hugging Face Hub that are known before it is downloaded. Immutable and thread-safe.</summary>
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

    /// <summary>Name of the repository, for <see cref="TextEmbeddingModel.FromHubAsync(string, CancellationToken)"/>.</summary>
    public string Repository { get; }

    /// <summary>Length of every vector.</summary>
    public int Dimension { get; }

    /// <summary>Languages that the model was trained for, for reading, such as "about 50 languages".</summary>
    public string Languages { get; }

    /// <summary>Number of weights in millions, as the authors state it. The download has about four bytes per weight.</summary>
    public double MillionParameters { get; }

    /// <summary>SPDX identifier of the license that the model card states.</summary>
    public string License { get; }

    /// <summary>Address of the model card, the source of these facts.</summary>
    public Uri Source => new($"https://huggingface.co/{Repository}");

    /// <summary>Returns the name of the repository.</summary>
    public override string ToString() => Repository;
}
