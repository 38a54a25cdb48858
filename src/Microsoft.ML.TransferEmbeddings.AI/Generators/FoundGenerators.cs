using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.TransferEmbeddings.AI.Requests;

namespace Microsoft.ML.TransferEmbeddings.AI.Generators;

/// <summary>The generators of contexts. A connection is made and checked once for each generator and model, however often a stage is opened.</summary>
internal static class FoundGenerators
{
    private static readonly ConditionalWeakTable<IEmbeddingGenerator, ConcurrentDictionary<(string Fingerprint, GeneratorRequestOptions Options), Lazy<GeneratorConnection>>> Known = [];
    private static readonly GeneratorRequestOptions DefaultOptions = new();

    /// <exception cref="InvalidOperationException">The services have no generator, or it has another model.</exception>
    public static GeneratorConnection Connect(GeneratorDefinition definition, IServiceProvider? services)
    {
        var generator = Find(services, definition.Name) ?? throw new InvalidOperationException(
            $"The vectors of the model '{definition.Name}' come from a generator (IEmbeddingGenerator<string, Embedding<float>>), and the context has none. " +
            $"Give it before the model is loaded: ml.UseEmbeddingOptions(new() {{ Services = new {nameof(EmbeddingGenerators)}(generator) }}), or the services of your application that have one.");
        var options = services!.GetService(typeof(GeneratorRequestOptions)) as GeneratorRequestOptions ?? DefaultOptions;
        var connections = Known.GetOrCreateValue(generator);
        var key = (definition.Fingerprint, options);
        var connection = connections.GetOrAdd(key, _ => new Lazy<GeneratorConnection>(() => Check(definition, generator, options)));
        try
        {
            return connection.Value;
        }
        catch
        {
            // The service may be back at the next try.
            connections.TryRemove(KeyValuePair.Create(key, connection));
            throw;
        }
    }

    /// <summary>That of the model's name: by its key, or by its metadata; or else the only one, which the check vector accepts or refuses.</summary>
    private static IEmbeddingGenerator<string, Embedding<float>>? Find(IServiceProvider? services, string name)
    {
        if (services is IKeyedServiceProvider keyed && keyed.GetKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(name) is { } named)
            return named;
        var all = services?.GetService(typeof(IEnumerable<IEmbeddingGenerator<string, Embedding<float>>>)) as IEnumerable<IEmbeddingGenerator<string, Embedding<float>>>;
        return all?.FirstOrDefault(generator => generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId == name)
            ?? services?.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>)) as IEmbeddingGenerator<string, Embedding<float>>;
    }

    private static GeneratorConnection Check(GeneratorDefinition definition, IEmbeddingGenerator<string, Embedding<float>> generator, GeneratorRequestOptions options)
    {
        var connection = new GeneratorConnection(generator, definition.Name, definition.RequestedDimensions, options);
        float[] vector;
        try
        {
            vector = Task.Run(() => connection.AskAsync(CheckVector.Text, dimension: null, CancellationToken.None)).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Whether the generator of the context has the model '{definition.Name}' could not be checked: {e.Message}", e);
        }
        string its = generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId is { } id ? $" It says that it has the model '{id}'." : "";
        if (vector.Length != definition.Dimension)
            throw new InvalidOperationException($"The generator of the context is not the model '{definition.Name}' that was saved: its vectors have {vector.Length:N0} dimensions, and those of the saved model {definition.Dimension:N0}.{its} Give the context a generator of that model.");
        if (!CheckVector.IsSame(vector, definition.Check))
            throw new InvalidOperationException($"The generator of the context is not the model '{definition.Name}' that was saved: its vector of a check text has the cosine {CheckVector.Cosine(vector, definition.Check):0.0000} with the saved one, and {CheckVector.MinCosine} is needed.{its} Give the context a generator of that model.");
        connection.Expect(vector);
        return connection;
    }
}
