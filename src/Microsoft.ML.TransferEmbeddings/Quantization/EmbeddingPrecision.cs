namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Storage of a quantized embedding per dimension.</summary>
public enum EmbeddingPrecision
{
    /// <summary>
    /// One byte per dimension: the number of one of 256 equal steps between the dimension's smallest and largest value. A quarter of the memory. The ranges come from
    /// embeddings of the task (sentence-transformers' <c>quantize_embeddings(…, precision="int8")</c>).
    /// </summary>
    Int8,

    /// <summary>One bit per dimension: whether the value is above 0. A byte has eight dimensions, the first in its highest bit (<c>precision="ubinary"</c>). A
    /// thirty-second of the memory.</summary>
    Binary,
}
