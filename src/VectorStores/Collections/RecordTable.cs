namespace Microsoft.ML.TransferEmbeddings.VectorData.Collections;

/// <summary>The rows of a collection in some store. Thread-safe.</summary>
internal abstract class RecordTable
{
    public abstract Task<bool> ExistsAsync(CancellationToken cancellationToken);

    /// <summary>Makes an empty one where there is none.</summary>
    public abstract Task EnsureExistsAsync(CancellationToken cancellationToken);

    public abstract Task EnsureDeletedAsync(CancellationToken cancellationToken);

    /// <summary>Adds rows or puts them in the place of those with the same keys: all of them or, where something fails, none.</summary>
    /// <param name="rows">At least one, each with another key.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public abstract Task UpsertAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellationToken);

    /// <summary>Removes the rows that have one of these keys.</summary>
    public abstract Task DeleteAsync(IReadOnlyList<object> keys, CancellationToken cancellationToken);

    /// <summary>The rows that have one of these keys, in any order.</summary>
    public abstract IAsyncEnumerable<object?[]> GetAsync(IReadOnlyList<object> keys, bool withVectors, CancellationToken cancellationToken);

    public abstract IAsyncEnumerable<object?[]> GetAsync(RecordQuery query, CancellationToken cancellationToken);

    /// <summary>Rows with their distances. One that is not a number is left out by the caller.</summary>
    public abstract IAsyncEnumerable<(object?[] Row, double Distance)> SearchAsync(NearestQuery query, CancellationToken cancellationToken);
}
