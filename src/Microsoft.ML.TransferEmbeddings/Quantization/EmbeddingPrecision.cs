namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What a quantized embedding has for every dimension.</summary>
public enum EmbeddingPrecision
{
    /// <summary>
    /// A byte: which of 256 equal steps between the dimension's smallest and largest value. A quarter of the memory. The ranges come from embeddings of the
    /// task (sentence-transformers' <c>quantize_embeddings(…, precision="int8")</c>).
    /// </summary>
    Int8,

    /// <summary>A bit: whether the value is above 0; eight to a byte, the first highest (<c>precision="ubinary"</c>). A thirty-second of the memory.</summary>
    Binary,
}
