using Microsoft.ML.TransferEmbeddings.Encoders.Columns;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>A column that a stage encodes and the column that it appends for it.</summary>
/// <param name="Input">In the input schema.</param>
/// <param name="OutputName">Of the column of vectors.</param>
/// <param name="Encoder">From the input's values to vectors.</param>
internal sealed record EmbeddedColumn(DataViewSchema.Column Input, string OutputName, ColumnEncoder Encoder);
