using Microsoft.Extensions.AI;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Makes text models of generators of Microsoft.Extensions.AI.</summary>
public static class TextEmbeddingModelExtensions
{
    extension(TextEmbeddingModel)
    {
        /// <summary>
        /// Makes a model of a generator, which then serves as a stage like any other: <c>ml.Transforms.Embed("Features", model, "Sentence")</c>. It asks for the vector of a
        /// check text and waits for it; <see cref="GeneratorEmbeddingModel.CreateAsync"/> does so without blocking the thread.
        /// </summary>
        /// <param name="generator">The generator, which stays the caller's: it must be usable as long as the model and its stages.</param>
        /// <param name="options">Options; null for the defaults.</param>
        /// <returns>The model, which the caller disposes of.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="generator"/> is null.</exception>
        /// <exception cref="ArgumentException">Neither the options nor the generator's metadata name the model.</exception>
        /// <exception cref="InvalidOperationException">The generator does not give a usable vector.</exception>
        public static GeneratorEmbeddingModel FromGenerator(IEmbeddingGenerator<string, Embedding<float>> generator, GeneratorModelOptions? options = null) =>
            Task.Run(() => GeneratorEmbeddingModel.CreateAsync(generator, options)).GetAwaiter().GetResult();
    }
}
