namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What a model folder says is overridden by what is set here. All of it changes vectors, so all of it is saved in the model zip.</summary>
public sealed class TextEmbeddingModelOptions
{
    private readonly int? maxTokens;

    /// <summary>
    /// The most tokens of a text that count, special tokens included; what lies behind is cut off. Null: the model's own
    /// (<c>max_seq_length</c> of sentence_bert_config.json, else the smaller one of <c>model_max_length</c> of tokenizer_config.json and
    /// <c>max_position_embeddings</c> of config.json, as in sentence-transformers; 512 for a static model, as in Python's model2vec).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 3: no token would be left between the special ones.</exception>
    public int? MaxTokens
    {
        get => maxTokens;
        init => maxTokens = value is null or >= 3 ? value : throw new ArgumentOutOfRangeException(nameof(MaxTokens), value, "MaxTokens must be 3 or more: two special tokens and one of the text.");
    }

    /// <summary>The pooling. Null: the model's own, mean where it says nothing. A static model has the mean alone; a graph that gives
    /// text vectors and no token vectors has pooled them itself, and this is not used.</summary>
    public TextPooling? Pooling { get; init; }

    /// <summary>Whether vectors are divided by their length (L2). Null: as the model says.</summary>
    public bool? Normalize { get; init; }
}
