namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Well-known text encoders of the Hugging Face Hub. Any other repository with an ONNX graph or a Model2Vec table can be used by its name. The facts are those of
/// the model cards in 2025; the authors may change the licenses of later revisions. Thread-safe.
/// </summary>
public static class KnownModels
{
    /// <summary>A small and fast network, the usual first choice for English.</summary>
    public static KnownModel AllMiniLmL6V2 { get; } = new("sentence-transformers/all-MiniLM-L6-v2", 384, "English", 22.7, "Apache-2.0");

    /// <summary>A network of five times the size of <see cref="AllMiniLmL6V2"/>, slower and more accurate.</summary>
    public static KnownModel AllMpnetBaseV2 { get; } = new("sentence-transformers/all-mpnet-base-v2", 768, "English", 109, "Apache-2.0");

    /// <summary>A network that gives texts of similar meaning in different languages similar vectors.</summary>
    public static KnownModel ParaphraseMultilingualMiniLmL12V2 { get; } =
        new("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", 384, "about 50 languages", 118, "Apache-2.0");

    /// <summary>A multilingual network for search. Each text must begin with "query: " or "passage: ", and for other tasks with "query: ".</summary>
    public static KnownModel MultilingualE5Small { get; } = new("intfloat/multilingual-e5-small", 384, "about 100 languages", 118, "MIT");

    /// <summary>A network for search. Queries must begin with "Represent this sentence for searching relevant passages: "; other texts have no prompt.</summary>
    public static KnownModel BgeSmallEnV15 { get; } = new("BAAI/bge-small-en-v1.5", 384, "English", 33.4, "MIT");

    /// <summary>A static model (Model2Vec) without a network, for tens of thousands of texts per second.</summary>
    public static KnownModel PotionBase8M { get; } = new("minishlab/potion-base-8M", 256, "English", 7.5, "MIT");

    /// <summary>A static model (Model2Vec) with a large vocabulary.</summary>
    public static KnownModel PotionMultilingual128M { get; } = new("minishlab/potion-multilingual-128M", 256, "101 languages", 128, "MIT");

    /// <summary>All models of this class.</summary>
    public static IReadOnlyList<KnownModel> All { get; } =
        [AllMiniLmL6V2, AllMpnetBaseV2, ParaphraseMultilingualMiniLmL12V2, MultilingualE5Small, BgeSmallEnV15, PotionBase8M, PotionMultilingual128M];
}
