namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How the token vectors of a static model are stored.</summary>
public enum StaticTableFormat
{
    /// <summary>4 bytes a value.</summary>
    Float32,

    /// <summary>2 bytes a value.</summary>
    Float16,

    /// <summary>A byte a value, one scale for the whole table, as Python's model2vec writes it.</summary>
    Int8,

    /// <summary>4.5 bits a value: 4 bits each, and a scale in half precision for every 32. Read by this library alone.</summary>
    Int4,
}
