using Microsoft.Extensions.AI;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Generators for the stages of a context, where a program has no container of services: <c>ml.UseEmbeddingOptions(new() { Services = new EmbeddingGenerators(generator) })</c>.
/// A stage takes the generator whose metadata name its model, or else the first. Immutable and thread-safe.
/// </summary>
public sealed class EmbeddingGenerators : IServiceProvider
{
    private readonly IEmbeddingGenerator<string, Embedding<float>>[] generators;
    private readonly GeneratorRequestOptions requests = new();

    /// <summary>Creates services with generators.</summary>
    /// <param name="generators">The generators, which stay the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="generators"/> or one of them is null.</exception>
    public EmbeddingGenerators(params IEnumerable<IEmbeddingGenerator<string, Embedding<float>>> generators)
    {
        ArgumentNullException.ThrowIfNull(generators);
        this.generators = [.. generators];
        if (this.generators.Contains(null))
            throw new ArgumentNullException(nameof(generators), "A generator is null.");
    }

    /// <summary>Sizes of requests, retries and limits; default <c>new GeneratorRequestOptions()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public GeneratorRequestOptions Requests
    {
        get => requests;
        init => requests = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Returns what stages ask for: the generators and <see cref="Requests"/>.</summary>
    /// <param name="serviceType">The type of the object.</param>
    /// <returns>The object; null if there is none of this type.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="serviceType"/> is null.</exception>
    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType == typeof(IEnumerable<IEmbeddingGenerator<string, Embedding<float>>>) ? generators
            : serviceType == typeof(IEmbeddingGenerator<string, Embedding<float>>) ? generators.FirstOrDefault()
            : serviceType == typeof(GeneratorRequestOptions) ? Requests
            : null;
    }
}
