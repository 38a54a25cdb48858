using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Records;

/// <summary>
/// Asks a property's generator for vectors, all values of a property in one request. Other than the abstractions' own way it asks for the property's dimensions, so that
/// a model that was trained for fewer (Matryoshka) gives as many.
/// </summary>
internal sealed class FloatEmbeddings : EmbeddingGenerationDispatcher
{
    private static readonly EmbeddingGenerationDispatcher Standard = Create<Embedding<float>>();
    private static readonly MethodInfo Ask = typeof(FloatEmbeddings).GetMethod(nameof(AskAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    public override Type EmbeddingType => typeof(Embedding<float>);

    public override bool CanGenerateEmbedding(VectorPropertyModel vectorProperty, IEmbeddingGenerator embeddingGenerator) =>
        Standard.CanGenerateEmbedding(vectorProperty, embeddingGenerator);

    public override Type? ResolveEmbeddingType(VectorPropertyModel vectorProperty, IEmbeddingGenerator embeddingGenerator, Type? userRequestedEmbeddingType) =>
        Standard.ResolveEmbeddingType(vectorProperty, embeddingGenerator, userRequestedEmbeddingType);

    public override async Task<Embedding> GenerateEmbeddingAsync(VectorPropertyModel vectorProperty, object? value, CancellationToken cancellationToken) =>
        (await GenerateEmbeddingsAsync(vectorProperty, [value], cancellationToken).ConfigureAwait(false))[0];

    public override async Task<IReadOnlyList<Embedding>> GenerateEmbeddingsAsync(VectorPropertyModel vectorProperty, IEnumerable<object?> values, CancellationToken cancellationToken)
    {
        object?[] inputs = [.. values];
        if (Array.IndexOf(inputs, null) is >= 0 and var missing)
            throw new ArgumentException($"The property '{vectorProperty.ModelName}' of record {missing:N0} is null, and its vector is made of it. Give it a value, or leave the record out.", nameof(values));
        var generator = vectorProperty.EmbeddingGenerator!;
        var type = vectorProperty.GetSupportedInputTypes().Concat([typeof(string), typeof(DataContent)])
            .FirstOrDefault(type => inputs.All(type.IsInstanceOfType) && typeof(IEmbeddingGenerator<,>).MakeGenericType(type, EmbeddingType).IsInstanceOfType(generator))
            ?? throw new InvalidOperationException($"The generator of the vector property '{vectorProperty.ModelName}' makes no vectors of '{inputs[0]!.GetType().Name}'. Give a value of a type that it takes, or a vector.");
        var embeddings = await Start(type, generator, inputs, RequestOf(vectorProperty), cancellationToken).ConfigureAwait(false);
        return embeddings.Count == inputs.Length
            ? embeddings
            : throw new InvalidOperationException($"The generator of the vector property '{vectorProperty.ModelName}' gave {embeddings.Count:N0} vectors for {inputs.Length:N0} values. It must give one for each.");
    }

    /// <summary>A generator whose model has as many dimensions in any case isn't asked: not every service takes the question.</summary>
    private static EmbeddingGenerationOptions? RequestOf(VectorPropertyModel property) =>
        property.EmbeddingGenerator!.GetService(typeof(EmbeddingGeneratorMetadata)) is EmbeddingGeneratorMetadata metadata && metadata.DefaultModelDimensions == property.Dimensions
            ? null
            : new EmbeddingGenerationOptions { Dimensions = property.Dimensions };

    private static Task<IReadOnlyList<Embedding>> Start(Type type, IEmbeddingGenerator generator, object?[] inputs, EmbeddingGenerationOptions? request, CancellationToken cancellationToken)
    {
        try
        {
            return (Task<IReadOnlyList<Embedding>>)Ask.MakeGenericMethod(type).Invoke(null, [generator, inputs, request, cancellationToken])!;
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    private static async Task<IReadOnlyList<Embedding>> AskAsync<TInput>(
        IEmbeddingGenerator<TInput, Embedding<float>> generator, object?[] inputs, EmbeddingGenerationOptions? request, CancellationToken cancellationToken) =>
        await generator.GenerateAsync(inputs.Cast<TInput>(), request, cancellationToken).ConfigureAwait(false);
}
