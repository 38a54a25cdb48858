namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>A model as it was read.</summary>
/// <param name="Definition">What a pipeline needs.</param>
/// <param name="Graph">The whole graph.</param>
/// <param name="License">Of the model's card.</param>
internal sealed record ImageModelSource(VisionNetworkDefinition Definition, ModelFile Graph, string? License);
