using Microsoft.ML.TransferEmbeddings.VectorData.Filters;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Collections;

/// <summary>Rows by how near they are, the nearest first.</summary>
/// <param name="Column">Of the vectors.</param>
/// <param name="Vector">What rows are to be near to: finite, of the column's dimensions, and for a cosine not zeros.</param>
/// <param name="Filter">Null for all rows.</param>
/// <param name="Skip">Rows that are left out before the first.</param>
/// <param name="Top">Rows at most.</param>
/// <param name="WithVectors">Whether vectors are wanted too.</param>
internal sealed record NearestQuery(int Column, float[] Vector, Filter? Filter, int Skip, int Top, bool WithVectors);
