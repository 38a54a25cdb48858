using Microsoft.Extensions.AI;

namespace Microsoft.ML.TransferEmbeddings.AI.Generation;

/// <summary>A model of files, such as images, as a generator.</summary>
internal sealed class MediaGenerator<TInput>(EmbeddingModel<TInput> model, ModelGeneratorOptions options) : ModelGenerator<DataContent, TInput>(model, options)
    where TInput : IMediaInput<TInput>
{
    protected override TInput ToInput(DataContent? source, int index)
    {
        if (source is null)
            throw new ArgumentException($"The value at index {index:N0} is null. Leave it out.", "values");
        if (!source.HasTopLevelMediaType(TInput.MediaType))
            throw new ArgumentException($"The value at index {index:N0} has the media type '{source.MediaType}', and the model encodes '{TInput.MediaType}/…'. Leave it out, or give it the media type that it has.", "values");
        return TInput.FromBytes(source.Data);
    }

    /// <summary>It takes milliseconds and gains nothing by a batch: a run of its own.</summary>
    protected override long SizeOf(TInput input) => FullBatch;

    protected override long? CountTokens(DataContent[] sources) => null;
}
