using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Settings that override those of a text model's folder. All of them change vectors and are saved in the model zip. Immutable.</summary>
public sealed class TextEmbeddingModelOptions
{
    /// <summary>The part of MaxTokens that chunks share unless ChunkOverlap says otherwise.</summary>
    internal const int DefaultOverlapShare = 8;

    private readonly int? maxTokens;
    private readonly int? dimensions;
    private readonly int? chunkOverlap;
    private readonly string? graphFile;

    /// <summary>
    /// Maximum number of tokens of a text, including special tokens and prompt; at least 3. <see cref="LongText"/> decides what happens to the rest. Null, the default, for
    /// the model's own: <c>max_seq_length</c> of sentence_bert_config.json, or else the smaller of <c>model_max_length</c> of tokenizer_config.json and
    /// <c>max_position_embeddings</c> of config.json, as in sentence-transformers; <c>max_length</c> of config.json for a Model2Vec model,
    /// as in Python's model2vec (no limit if it is null, 512 if it is missing); no limit for a StaticEmbedding of sentence-transformers.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 3: no token would be left between the special ones.</exception>
    public int? MaxTokens
    {
        get => maxTokens;
        init => maxTokens = value is null or >= 3 ? value : throw new ArgumentOutOfRangeException(nameof(MaxTokens), value, "MaxTokens must be 3 or more: two special tokens and one of the text.");
    }

    /// <summary>
    /// Pooling of the token vectors; null, the default, for the model's own. If its folder names none (a Pooling module in modules.json), that is the output of the graph
    /// with a vector for each text (sentence_embedding, text_embeds, or the only output with two axes), or else the mean of the token vectors. This mean is a guess, which
    /// <see cref="TextEmbeddingModelDescription.IsPoolingAssumed"/> and the log report. A static model always has the mean. A graph without token vectors has pooled
    /// already, and the setting is not used.
    /// </summary>
    public TextPooling? Pooling { get; init; }

    /// <summary>
    /// Whether vectors are divided by their length (L2). If true, the resulting vectors have length 1, also after <see cref="Dimensions"/> cuts them. If false, the model's
    /// own normalization is left out. Null, the default, for the model's own choice.
    /// </summary>
    public bool? Normalize { get; init; }

    /// <summary>
    /// Number of leading dimensions to keep, at least 1, for models that were trained for it (Matryoshka, https://arxiv.org/abs/2205.13147). Null, the default, for
    /// <c>truncate_dim</c> of config_sentence_transformers.json, or else all. As in sentence-transformers, vectors are cut after all modules: a cut vector is shorter than
    /// length 1, unless <see cref="Normalize"/> is true.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Dimensions
    {
        get => dimensions;
        init => dimensions = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Dimensions), value, "Dimensions must be 1 or more.");
    }

    /// <summary>
    /// Prompt that is put before every text unchanged: include a space at the end if one is needed. Empty for no prompt, even if the model has a default one. Null, the
    /// default, for <see cref="PromptName"/>.
    /// </summary>
    public string? Prompt { get; init; }

    /// <summary>Name of a prompt in config_sentence_transformers.json, such as "query"; null, the default, for its <c>default_prompt_name</c>, or else no prompt.</summary>
    public string? PromptName { get; init; }

    /// <summary>Handling of texts with more than <see cref="MaxTokens"/> tokens; default <see cref="LongText.Truncate"/>.</summary>
    public LongText LongText { get; init; }

    /// <summary>
    /// Number of tokens that neighboring chunks of a long text share (<see cref="LongText.ChunkAndAverage"/>), at least 0; null, the default, for an eighth of
    /// <see cref="MaxTokens"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? ChunkOverlap
    {
        get => chunkOverlap;
        init => chunkOverlap = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(ChunkOverlap), value, "ChunkOverlap must be 0 or more.");
    }

    /// <summary>
    /// Path in the folder of the ONNX file to use, such as "onnx/model_quantized.onnx"; null, the default, for model.onnx, in onnx/ or in the folder itself, or else the
    /// most exact of the others (_O1 to _O3, _fp16, _O4, _int8, _quantized, _q4 …).
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty or has a NUL character.</exception>
    public string? GraphFile
    {
        get => graphFile;
        init
        {
            if (value is not null)
                FilePath.Require(value, nameof(GraphFile));
            graphFile = value;
        }
    }
}
