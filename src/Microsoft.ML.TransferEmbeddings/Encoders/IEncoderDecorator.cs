namespace Microsoft.ML.TransferEmbeddings.Encoders;

/// <summary>Wraps encoders of any type of input.</summary>
internal interface IEncoderDecorator
{
    /// <summary>Wraps an encoder, which stays its owner's.</summary>
    EmbeddingEncoder<TInput> Decorate<TInput>(EncoderDefinition<TInput> definition, EmbeddingEncoder<TInput> encoder);
}
