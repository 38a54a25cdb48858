namespace Microsoft.ML.TransferEmbeddings.VectorData.Records;

internal enum ColumnKind
{
    Key,
    Data,
    Vector,
}
