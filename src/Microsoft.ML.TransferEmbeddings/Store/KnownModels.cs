namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Well-known text encoders of the Hugging Face Hub. Any other repository with an ONNX graph or a Model2Vec table is used by its name. The facts are those
/// of the model cards in 2025; the authors may change the licenses of later revisions.
/// </summary>
public static class KnownModels
{
    /// <summary>Small and fast, the usual first choice for English.</summary>
    public static KnownModel AllMiniLmL6V2 { get; } = new("sentence-transformers/all-MiniLM-L6-v2", 384, "English", 22.7, "Apache-2.0");

    /// <summary>Five times the size of <see cref="AllMiniLmL6V2"/>, slower and more accurate.</summary>
    public static KnownModel AllMpnetBaseV2 { get; } = new("sentence-transformers/all-mpnet-base-v2", 768, "English", 109, "Apache-2.0");

    /// <summary>Texts of like meaning in different languages have like vectors.</summary>
    public static KnownModel ParaphraseMultilingualMiniLmL12V2 { get; } =
        new("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", 384, "about 50 languages", 118, "Apache-2.0");

    /// <summary>Each text must begin with "query: " or "passage: "; outside of search it is "query: ".</summary>
    public static KnownModel MultilingualE5Small { get; } = new("intfloat/multilingual-e5-small", 384, "about 100 languages", 118, "MIT");

    /// <summary>For search, queries begin with "Represent this sentence for searching relevant passages: "; other texts have no prompt.</summary>
    public static KnownModel BgeSmallEnV15 { get; } = new("BAAI/bge-small-en-v1.5", 384, "English", 33.4, "MIT");

    /// <summary>A static model (Model2Vec): no network, tens of thousands of texts a second.</summary>
    public static KnownModel PotionBase8M { get; } = new("minishlab/potion-base-8M", 256, "English", 7.5, "MIT");

    /// <summary>A static model (Model2Vec) of a large vocabulary.</summary>
    public static KnownModel PotionMultilingual128M { get; } = new("minishlab/potion-multilingual-128M", 256, "101 languages", 128, "MIT");

    /// <summary>All of these.</summary>
    public static IReadOnlyList<KnownModel> All { get; } =
        [AllMiniLmL6V2, AllMpnetBaseV2, ParaphraseMultilingualMiniLmL12V2, MultilingualE5Small, BgeSmallEnV15, PotionBase8M, PotionMultilingual128M];
}
