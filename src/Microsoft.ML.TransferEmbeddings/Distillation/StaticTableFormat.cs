namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Storage of the token vectors of a static model.</summary>
public enum StaticTableFormat
{
    /// <summary>4 bytes per value.</summary>
    Float32,

    /// <summary>2 bytes per value.</summary>
    Float16,

    /// <summary>1 byte per value and one scale for the whole table, as Python's model2vec writes it.</summary>
    Int8,

    /// <summary>4.5 bits per value: 4 bits each, and a scale in half precision for every 32 values. Only this library reads it.</summary>
    Int4,
}
