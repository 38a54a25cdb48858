namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What a model folder says is overridden by what is set here. All of it changes vectors, so all of it is saved in the model zip.</summary>
public sealed class TextEmbeddingModelOptions
{
    /// <summary>The part of MaxTokens that chunks share unless ChunkOverlap says otherwise.</summary>
    internal const int DefaultOverlapShare = 8;

    private readonly int? maxTokens;
    private readonly int? dimensions;
    private readonly int? chunkOverlap;

    /// <summary>
    /// The most tokens of a text that count, special tokens and prompt included; the rest is cut off. Null: the model's own
    /// (<c>max_seq_length</c> of sentence_bert_config.json, else the smaller one of <c>model_max_length</c> of tokenizer_config.json and
    /// <c>max_position_embeddings</c> of config.json, as in sentence-transformers; 512 for a Model2Vec model, as in Python's model2vec; all for a
    /// StaticEmbedding of sentence-transformers).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 3: no token would be left between the special ones.</exception>
    public int? MaxTokens
    {
        get => maxTokens;
        init => maxTokens = value is null or >= 3 ? value : throw new ArgumentOutOfRangeException(nameof(MaxTokens), value, "MaxTokens must be 3 or more: two special tokens and one of the text.");
    }

    /// <summary>
    /// The pooling. Null: the model's own, mean where it says nothing. A static model has the mean alone. Where the graph gives no token vectors, it has
    /// pooled by itself.
    /// </summary>
    public TextPooling? Pooling { get; init; }

    /// <summary>
    /// Whether vectors are divided by their length (L2). Null: as the model says. True: the vectors that come out have length 1, shortened ones
    /// (<see cref="Dimensions"/>) too. False: not, and the model's own normalization is left out.
    /// </summary>
    public bool? Normalize { get; init; }

    /// <summary>
    /// How many of the leading dimensions are kept, for models trained for that (Matryoshka, https://arxiv.org/abs/2205.13147). Null: <c>truncate_dim</c> of
    /// config_sentence_transformers.json, else all. As in sentence-transformers the cut comes after all modules: what is kept of a vector of length 1 is
    /// shorter, unless <see cref="Normalize"/> is true.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Dimensions
    {
        get => dimensions;
        init => dimensions = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Dimensions), value, "Dimensions must be 1 or more.");
    }

    /// <summary>
    /// A prompt's text: it stands before every text as it is, so that it ends with a space where one is wanted. Empty: no prompt, also where the model has
    /// a default. Null: <see cref="PromptName"/>.
    /// </summary>
    public string? Prompt { get; init; }

    /// <summary>The name of a prompt in config_sentence_transformers.json, such as "query". Null: <c>default_prompt_name</c> there, else no prompt.</summary>
    public string? PromptName { get; init; }

    /// <summary>What happens to a text with more than <see cref="MaxTokens"/>; <see cref="LongText.Truncate"/> by default.</summary>
    public LongText LongText { get; init; }

    /// <summary>
    /// Tokens that neighboring chunks of a long text share (<see cref="LongText.ChunkAndAverage"/>). Null: an eighth of <see cref="MaxTokens"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? ChunkOverlap
    {
        get => chunkOverlap;
        init => chunkOverlap = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(ChunkOverlap), value, "ChunkOverlap must be 0 or more.");
    }

    /// <summary>
    /// The ONNX file to use, by its path in the folder, such as "onnx/model_quantized.onnx". Null: model.onnx, in onnx/ or in the folder itself, else the most
    /// exact of the others (_O1 to _O3, _fp16, _O4, _int8, _quantized, _q4 …).
    /// </summary>
    public string? GraphFile { get; init; }
}
