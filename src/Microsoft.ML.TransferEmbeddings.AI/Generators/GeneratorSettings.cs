using System.Text.Json.Serialization;
using Microsoft.ML.TransferEmbeddings.AI.Requests;

namespace Microsoft.ML.TransferEmbeddings.AI.Generators;

/// <summary>What a zip holds of a model that somebody else runs.</summary>
internal sealed record GeneratorSettings
{
    /// <summary>Of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Length of every vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>What requests ask for; null for the model's own.</summary>
    public int? RequestedDimensions { get; init; }

    /// <summary>
    /// The vector of <see cref="CheckVector.Text"/> when the model was made. A hosted model never gives the same bits twice: it is evidence of the model, and no part
    /// of the fingerprint.
    /// </summary>
    [JsonPropertyName("_check")]
    public required float[] Check { get; init; }
}
