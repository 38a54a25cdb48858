using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>
/// Vectors of data in memory, by the object that the data comes from: what stages fitted in turn make of one data view, as in a cross-validation, is one. They are
/// gone when the data is.
/// </summary>
internal static class DataVectors
{
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<string, VectorTable>> Known = [];

    /// <param name="data">Where the data comes from.</param>
    /// <param name="key">Of the encoder.</param>
    /// <param name="dimension">Of its vectors.</param>
    /// <param name="maxBytes">Of the table, where there is none yet.</param>
    public static VectorTable Of(object data, string key, int dimension, long maxBytes) =>
        Known.GetOrCreateValue(data).GetOrAdd(key, _ => new VectorTable(dimension, maxBytes));
}
