using Microsoft.Extensions.AI;
using Microsoft.ML.TransferEmbeddings;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers text models and their generators for dependency injection.</summary>
public static class TextEmbeddingServiceCollectionExtensions
{
    /// <summary>
    /// Registers a text model as <see cref="TextEmbeddingModel"/> and its generator as <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of strings, both as
    /// singletons. The model is read when one of them is needed first, and the container disposes of both.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Which model; null for the one inside the package.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="options"/> contradict each other.</exception>
    public static IServiceCollection AddTextEmbedding(this IServiceCollection services, TextEmbeddingServiceOptions? options = null)
    {
        options = Check(services, options);
        return services
            .AddSingleton(_ => options.Read())
            .AddSingleton(provider => provider.GetRequiredService<TextEmbeddingModel>().AsEmbeddingGenerator(options.Generator))
            .AddSingleton<IEmbeddingGenerator>(provider => provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
    }

    /// <summary>Registers a text model and its generator under a key, as <see cref="AddTextEmbedding"/> does without one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="options">Which model; null for the one inside the package.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="serviceKey"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="options"/> contradict each other.</exception>
    public static IServiceCollection AddKeyedTextEmbedding(this IServiceCollection services, object serviceKey, TextEmbeddingServiceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(serviceKey);
        options = Check(services, options);
        return services
            .AddKeyedSingleton(serviceKey, (_, _) => options.Read())
            .AddKeyedSingleton(serviceKey, (provider, key) => provider.GetRequiredKeyedService<TextEmbeddingModel>(key).AsEmbeddingGenerator(options.Generator))
            .AddKeyedSingleton<IEmbeddingGenerator>(serviceKey, (provider, key) => provider.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(key));
    }

    private static TextEmbeddingServiceOptions Check(IServiceCollection services, TextEmbeddingServiceOptions? options)
    {
        ArgumentNullException.ThrowIfNull(services);
        options ??= new TextEmbeddingServiceOptions();
        options.Check(nameof(options));
        return options;
    }
}
