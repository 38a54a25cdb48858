using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Records;

/// <summary>Records as rows of a store, which have a value for each column, and back.</summary>
internal sealed class RecordMapper
{
    private readonly CollectionModel model;

    /// <exception cref="NotSupportedException">A property names a distance function that is not supported.</exception>
    public RecordMapper(CollectionModel model)
    {
        this.model = model;
        Columns = [.. model.Properties.Select(ToColumn)];
        KeyColumn = Columns.ToList().FindIndex(column => column.Kind == ColumnKind.Key);
    }

    /// <summary>In the order of the model's properties.</summary>
    public IReadOnlyList<Column> Columns { get; }

    public int KeyColumn { get; }

    public int IndexOf(PropertyModel property) => model.Properties.Index().First(item => item.Item == property).Index;

    /// <summary>Rows for records, each with another key: of equal ones the last one counts. Keys are made where the store makes them, and written to their records.</summary>
    /// <param name="records">None is null.</param>
    /// <param name="cancellationToken">For the generators.</param>
    /// <exception cref="ArgumentException">A record can't be kept, for a reason that the message tells.</exception>
    public async Task<IReadOnlyList<object?[]>> ToRowsAsync(IReadOnlyList<object> records, CancellationToken cancellationToken)
    {
        object?[][] rows = [.. records.Select(_ => new object?[Columns.Count])];
        foreach (var (column, property) in model.Properties.Index())
        {
            IReadOnlyList<object?> values = [.. records.Select(property.GetValueAsObject)];
            if (property is VectorPropertyModel { EmbeddingGenerationDispatcher: not null } generated && generated.EmbeddingType != generated.Type)
                values = await generated.GenerateEmbeddingsAsync(values, cancellationToken).ConfigureAwait(false);
            foreach (var (row, value) in values.Index())
                rows[row][column] = ToStored(property, value, records[row], row);
        }
        var last = new Dictionary<object, object?[]>();
        foreach (object?[] row in rows)
            last[row[KeyColumn]!] = row;
        return last.Count == rows.Length ? rows : [.. last.Values];
    }

    public object ToRecord<TRecord>(object?[] row, bool withVectors)
    {
        object record = model.CreateRecord<TRecord>()!;
        foreach (var (column, property) in model.Properties.Index())
        {
            if (property is not VectorPropertyModel vector)
                property.SetValueAsObject(record, StoredValue.FromStored(row[column], property.Type));
            else if (withVectors && row[column] is float[] values)
                vector.SetValueAsObject(record, ToProperty(values, vector.Type));
        }
        return record;
    }

    /// <exception cref="ArgumentException">The vector has another length, or a value that is not finite.</exception>
    public static float[] CheckVector(ReadOnlyMemory<float> vector, VectorPropertyModel property, string what)
    {
        if (vector.Length != property.Dimensions)
            throw new ArgumentException($"{what} has {vector.Length:N0} values, and the vector property '{property.ModelName}' has {property.Dimensions:N0} dimensions. Use vectors of one model, and its dimensions.");
        if (!TensorPrimitives.IsFiniteAll(vector.Span))
            throw new ArgumentException($"{what}, for the vector property '{property.ModelName}', has a value that is not finite. Use vectors as the model gave them.");
        return vector.ToArray();
    }

    /// <summary>Null where a value is no vector.</summary>
    public static ReadOnlyMemory<float>? AsVector(object? value) => value switch
    {
        ReadOnlyMemory<float> vector => vector,
        float[] vector => vector,
        Embedding<float> embedding => embedding.Vector,
        // Without its type null would be an empty array.
        _ => (ReadOnlyMemory<float>?)null,
    };

    private static Column ToColumn(PropertyModel property) => property switch
    {
        VectorPropertyModel vector => new Column(property.StorageName, ColumnKind.Vector, typeof(float[])) { Vector = VectorColumn.Of(vector) },
        DataPropertyModel data => new Column(property.StorageName, ColumnKind.Data, StoredValue.TypeOf(property.Type)) { IsIndexed = data.IsIndexed, IsNullable = property.IsNullable },
        _ => new Column(property.StorageName, ColumnKind.Key, property.Type),
    };

    private static object? ToStored(PropertyModel property, object? value, object record, int index)
    {
        if (property is VectorPropertyModel vector)
        {
            var values = AsVector(value)
                ?? throw new ArgumentException($"The vector property '{property.ModelName}' of record {index:N0} is null. Give it {vector.Dimensions:N0} values, or leave the record out.");
            return CheckVector(values, vector, $"Record {index:N0}");
        }
        if (property is KeyPropertyModel { IsAutoGenerated: true } && (value is null || value.Equals(Guid.Empty)))
        {
            value = Guid.CreateVersion7();
            property.SetValueAsObject(record, value);
        }
        if (value is null && (property is KeyPropertyModel || !property.IsNullable))
            throw new ArgumentException($"The {(property is KeyPropertyModel ? "key " : "")}property '{property.ModelName}' of record {index:N0} is null. Give it a value{(property is KeyPropertyModel ? "" : ", or make its type nullable")}.");
        if (value is string[] or List<string> && ((IEnumerable<string?>)value).Contains(null))
            throw new ArgumentException($"The property '{property.ModelName}' of record {index:N0} has a text that is null. Leave it out.");
        return StoredValue.ToStored(value);
    }

    private static object ToProperty(float[] vector, Type type) =>
        type == typeof(float[]) ? vector
        : type == typeof(Embedding<float>) ? new Embedding<float>(vector)
        : new ReadOnlyMemory<float>(vector);
}
