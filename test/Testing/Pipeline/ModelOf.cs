namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>A model of a definition that has no public one of its own.</summary>
internal sealed class ModelOf<TInput>(EncoderDefinition<TInput> definition) : EmbeddingModel<TInput>(definition);
