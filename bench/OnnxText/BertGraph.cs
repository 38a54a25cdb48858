namespace Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;

/// <summary>Names in the graph of a BERT encoder.</summary>
internal static class BertGraph
{
    public const string Ids = "input_ids", Mask = "attention_mask", Types = "token_type_ids", Output = "last_hidden_state";

    public static readonly string[] Inputs = [Ids, Mask, Types];
}
