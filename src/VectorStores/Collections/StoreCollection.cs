using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using Microsoft.ML.TransferEmbeddings.VectorData.Filters;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Collections;

/// <summary>
/// A collection as the abstractions want it, on the rows of any store: what is asked is checked here, records become rows, texts become vectors, and the errors of a
/// store get its name.
/// </summary>
internal sealed class StoreCollection<TKey, TRecord> : VectorStoreCollection<TKey, TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly StoreCollections collections;
    private readonly CollectionModel model;
    private readonly RecordMapper mapper;
    private readonly RecordTable table;

    /// <param name="collections">Of the store.</param>
    /// <param name="name">Of the collection.</param>
    /// <param name="definition">Null where the record's attributes say all.</param>
    public StoreCollection(StoreCollections collections, string name, VectorStoreCollectionDefinition? definition)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (this.collections, Name) = (collections, name);
        model = RecordModelBuilder.Build<TKey, TRecord>(definition, collections.Generator);
        mapper = new RecordMapper(model);
        table = collections.OpenTable(name, mapper.Columns);
    }

    public override string Name { get; }

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(CollectionExistsAsync), async () => await table.ExistsAsync(cancellationToken).ConfigureAwait(false), cancellationToken);

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(EnsureCollectionExistsAsync), () => table.EnsureExistsAsync(cancellationToken), cancellationToken);

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(EnsureCollectionDeletedAsync), () => table.EnsureDeletedAsync(cancellationToken), cancellationToken);

    public override async Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await foreach (var record in GetAsync([key], options, cancellationToken).ConfigureAwait(false))
            return record;
        return null;
    }

    public override IAsyncEnumerable<TRecord> GetAsync(IEnumerable<TKey> keys, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        object[] wanted = ToKeys(keys);
        bool withVectors = CheckVectors(options?.IncludeVectors ?? false);
        return wanted.Length == 0
            ? AsyncEnumerable.Empty<TRecord>()
            : RecordsAsync(table.GetAsync(wanted, withVectors, cancellationToken), withVectors, cancellationToken);
    }

    public override IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new FilteredRecordRetrievalOptions<TRecord>();
        bool withVectors = CheckVectors(options.IncludeVectors);
        var order = options.OrderBy?.Invoke(new FilteredRecordRetrievalOptions<TRecord>.OrderByDefinition()).Values.Select(ToOrder);
        var query = new RecordQuery(FilterTranslator.Translate(filter, model, mapper), [.. order ?? []], options.Skip, top, withVectors);
        return RecordsAsync(table.GetAsync(query, cancellationToken), withVectors, cancellationToken);
    }

    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return UpsertAsync([record], cancellationToken);
    }

    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        TRecord[] all = [.. records];
        if (Array.IndexOf(all, null) is >= 0 and var missing)
            throw new ArgumentException($"Record {missing:N0} is null. Leave it out.", nameof(records));
        if (all.Length == 0)
            return;
        cancellationToken.ThrowIfCancellationRequested();
        var rows = await mapper.ToRowsAsync(all, cancellationToken).ConfigureAwait(false);
        await RunAsync(nameof(UpsertAsync), () => table.UpsertAsync(rows, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return DeleteAsync([key], cancellationToken);
    }

    public override Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        object[] all = ToKeys(keys);
        return all.Length == 0 ? Task.CompletedTask : RunAsync(nameof(DeleteAsync), () => table.DeleteAsync(all, cancellationToken), cancellationToken);
    }

    public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new VectorSearchOptions<TRecord>();
        bool withVectors = CheckVectors(options.IncludeVectors);
        var property = model.GetVectorPropertyOrSingle(options);
        int column = mapper.IndexOf(property);
        var filter = options.Filter is null ? null : FilterTranslator.Translate(options.Filter, model, mapper);
        float[] vector = await ToQueryAsync(searchValue, property, cancellationToken).ConfigureAwait(false);
        var measure = mapper.Columns[column].Vector!;
        if (measure.Metric != Metric.Euclidean && !vector.AsSpan().ContainsAnyExcept(0f))
            yield break;
        var query = new NearestQuery(column, vector, filter, options.Skip, top, withVectors);
        await foreach (var (row, distance) in ReadAsync(nameof(SearchAsync), table.SearchAsync(query, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            double score = measure.ScoreOf(distance);
            // The nearest come first: after one that is too far there is none.
            if (double.IsNaN(score) || (options.ScoreThreshold is { } threshold && !measure.Reaches(score, threshold)))
                yield break;
            yield return new VectorSearchResult<TRecord>((TRecord)mapper.ToRecord<TRecord>(row, withVectors), score);
        }
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreCollectionMetadata)
                ? new VectorStoreCollectionMetadata { VectorStoreSystemName = collections.Store.System, VectorStoreName = collections.Store.Name, CollectionName = Name }
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    private async Task<float[]> ToQueryAsync(object value, VectorPropertyModel property, CancellationToken cancellationToken)
    {
        if (RecordMapper.AsVector(value) is { } vector)
            return RecordMapper.CheckVector(vector, property, "The query");
        if (property.EmbeddingGenerationDispatcher is null)
            throw new InvalidOperationException($"The query is a '{value.GetType().Name}', and the vector property '{property.ModelName}' has no generator that makes a vector of it. Give the store an EmbeddingGenerator, or search by a vector.");
        var embedding = await property.GenerateEmbeddingAsync(value, cancellationToken).ConfigureAwait(false);
        return RecordMapper.CheckVector(((Embedding<float>)embedding).Vector, property, "The generator's vector");
    }

    private (int Column, bool IsAscending) ToOrder(FilteredRecordRetrievalOptions<TRecord>.OrderByDefinition.SortInfo order)
    {
        int column = mapper.IndexOf(model.GetDataOrKeyProperty(order.PropertySelector));
        return mapper.Columns[column] is { Kind: not ColumnKind.Vector } scalar && scalar.Type != typeof(string[])
            ? (column, order.Ascending)
            : throw new NotSupportedException($"Records can't be ordered by '{mapper.Columns[column].Name}', which has many values. Order by a property with one.");
    }

    private static object[] ToKeys(IEnumerable<TKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        object[] all = [.. keys];
        return Array.IndexOf(all, null) is >= 0 and var missing ? throw new ArgumentException($"Key {missing:N0} is null. Leave it out.", nameof(keys)) : [.. all.Distinct()];
    }

    /// <summary>A property whose vectors are made of texts has no place for a vector.</summary>
    private bool CheckVectors(bool withVectors) => withVectors && model.EmbeddingGenerationRequired
        ? throw new NotSupportedException("Vectors that the store made of a property's values have no place in the record. Set IncludeVectors to false, or give the property the type ReadOnlyMemory<float>.")
        : withVectors;

    private async IAsyncEnumerable<TRecord> RecordsAsync(IAsyncEnumerable<object?[]> rows, bool withVectors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (object?[] row in ReadAsync(nameof(GetAsync), rows, cancellationToken).ConfigureAwait(false))
            yield return (TRecord)mapper.ToRecord<TRecord>(row, withVectors);
    }

    private IAsyncEnumerable<T> ReadAsync<T>(string operation, IAsyncEnumerable<T> rows, CancellationToken cancellationToken) =>
        collections.ReadAsync(operation, Name, rows, cancellationToken);

    private Task RunAsync(string operation, Func<Task> act, CancellationToken cancellationToken) => collections.RunAsync(operation, Name, act, cancellationToken);

    private Task<T> RunAsync<T>(string operation, Func<Task<T>> act, CancellationToken cancellationToken) => collections.RunAsync(operation, Name, act, cancellationToken);
}
