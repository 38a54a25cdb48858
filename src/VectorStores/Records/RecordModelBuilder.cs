using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Records;

/// <summary>Reads from attributes and definitions what records are.</summary>
internal sealed class RecordModelBuilder() : CollectionModelBuilder(new CollectionModelBuildingOptions { SupportsMultipleVectors = true, RequiresAtLeastOneVector = false })
{
    private const string VectorTypes = "ReadOnlyMemory<float>, float[], Embedding<float>";

    protected override IReadOnlyList<EmbeddingGenerationDispatcher> EmbeddingGenerationDispatchers { get; } = [new FloatEmbeddings()];

    /// <param name="definition">Null where the type's attributes say all.</param>
    /// <param name="generator">Of the store; one of the definition goes before it.</param>
    /// <typeparam name="TKey">Of the collection.</typeparam>
    /// <typeparam name="TRecord">A class, or a dictionary where the definition is the only one who knows.</typeparam>
    /// <exception cref="InvalidOperationException">The record can't be kept, for a reason that the message tells.</exception>
    /// <exception cref="NotSupportedException">A property has a type that stores don't keep.</exception>
    public static CollectionModel Build<TKey, TRecord>(VectorStoreCollectionDefinition? definition, IEmbeddingGenerator? generator)
    {
        generator = definition?.EmbeddingGenerator ?? generator;
        if (typeof(TRecord) != typeof(Dictionary<string, object?>))
            return new RecordModelBuilder().Build(typeof(TRecord), typeof(TKey), definition, generator);
        return new RecordModelBuilder().BuildDynamic(
            definition ?? throw new ArgumentException("A dictionary doesn't say which values it has. Give a VectorStoreCollectionDefinition with its properties.", nameof(definition)), generator);
    }

    protected override void ValidateKeyProperty(KeyPropertyModel keyProperty)
    {
        base.ValidateKeyProperty(keyProperty);
        if (!StoredValue.IsKey(keyProperty.Type))
            throw new NotSupportedException($"The key property '{keyProperty.ModelName}' has the type '{keyProperty.Type.Name}'. Use one of {StoredValue.KeyTypes}.");
    }

    protected override bool IsDataPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = StoredValue.DataTypes;
        return StoredValue.IsData(type);
    }

    protected override bool IsVectorPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = VectorTypes;
        return type == typeof(ReadOnlyMemory<float>) || type == typeof(ReadOnlyMemory<float>?) || type == typeof(float[]) || type == typeof(Embedding<float>);
    }
}
