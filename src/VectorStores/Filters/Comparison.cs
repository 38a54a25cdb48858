namespace Microsoft.ML.TransferEmbeddings.VectorData.Filters;

internal enum Comparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
