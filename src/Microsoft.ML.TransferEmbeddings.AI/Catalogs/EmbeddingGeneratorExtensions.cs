using Microsoft.Extensions.AI;
using Microsoft.ML.TransferEmbeddings.AI.Generation;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Makes generators of Microsoft.Extensions.AI of models.</summary>
public static class EmbeddingGeneratorExtensions
{
#pragma warning disable RS0026 // Texts and media: the model's type decides which one is meant.
    /// <summary>Makes a generator of a text model.</summary>
    /// <remarks>
    /// Requests of several threads are computed together (<see cref="ModelGeneratorOptions.BatchingWindow"/>). A null text is treated as empty. The generator is
    /// thread-safe and has an encoder of its own, which it frees when it is disposed of; the model stays the caller's and may be disposed of before the generator.
    /// <c>GetService</c> offers <see cref="EmbeddingGeneratorMetadata"/>, the model, its <see cref="EncoderDefinition"/> and, if it has one, its
    /// <see cref="HuggingFaceTokenizer"/>.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <returns>The generator, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException"><see cref="ModelGeneratorOptions.MinDimensions"/> is more than the model has.</exception>
    /// <example>
    /// <code>
    /// using var generator = TextEmbeddingModel.Default.AsEmbeddingGenerator();
    /// var embeddings = await generator.GenerateAsync(["The food was wonderful"]);
    /// Console.WriteLine(embeddings[0].Dimensions); // prints 256
    /// </code>
    /// </example>
    public static IEmbeddingGenerator<string, Embedding<float>> AsEmbeddingGenerator(this EmbeddingModel<ReadOnlyMemory<char>> model, ModelGeneratorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new TextGenerator(model, options ?? new ModelGeneratorOptions());
    }

    /// <summary>Makes a generator of a model of files, such as an image model.</summary>
    /// <remarks>
    /// A value that is null, of another media type or can't be read is an error. The generator is thread-safe and has an encoder of its own, which it frees when it is
    /// disposed of; the model stays the caller's and may be disposed of before the generator.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <typeparam name="TInput">Type of the model's inputs, such as <c>ImageInput</c>.</typeparam>
    /// <returns>The generator, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException"><see cref="ModelGeneratorOptions.MinDimensions"/> is more than the model has.</exception>
    /// <example>
    /// <code>
    /// using var images = ImageEmbeddingModel.FromDirectory("vision-model");
    /// using var generator = images.AsEmbeddingGenerator();
    /// var embeddings = await generator.GenerateAsync([await Microsoft.Extensions.AI.DataContent.LoadFromAsync("photo.jpg")]);
    /// Console.WriteLine(embeddings[0].Dimensions == images.Dimension); // prints True
    /// </code>
    /// </example>
    public static IEmbeddingGenerator<DataContent, Embedding<float>> AsEmbeddingGenerator<TInput>(this EmbeddingModel<TInput> model, ModelGeneratorOptions? options = null)
        where TInput : IMediaInput<TInput>
    {
        ArgumentNullException.ThrowIfNull(model);
        return new MediaGenerator<TInput>(model, options ?? new ModelGeneratorOptions());
    }
#pragma warning restore RS0026
}
