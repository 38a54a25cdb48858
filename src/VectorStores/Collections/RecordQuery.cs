using Microsoft.ML.TransferEmbeddings.VectorData.Filters;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Collections;

/// <summary>Rows by what they say.</summary>
/// <param name="Filter">Null for all rows.</param>
/// <param name="Order">The columns that come first in order, each up or down. Null is the smallest value, and the key decides in the end.</param>
/// <param name="Skip">Rows that are left out before the first.</param>
/// <param name="Top">Rows at most.</param>
/// <param name="WithVectors">Whether vectors are wanted too.</param>
internal sealed record RecordQuery(Filter? Filter, IReadOnlyList<(int Column, bool IsAscending)> Order, int Skip, int Top, bool WithVectors);
