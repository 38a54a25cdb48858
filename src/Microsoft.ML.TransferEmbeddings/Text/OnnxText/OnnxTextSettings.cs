using Microsoft.ML.TransferEmbeddings.Options;
using Microsoft.ML.TransferEmbeddings.Text.Modules;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>What, besides graph and vocabulary, makes the vectors of an ONNX text encoder. Saved in the model zip.</summary>
/// <param name="MaxTokens">Tokens of a text that count, special ones included; <see cref="AllTokens"/> for all.</param>
/// <param name="Pooling">Used where the graph gives token vectors.</param>
/// <param name="Vector">What happens to the pooled vector.</param>
/// <param name="Prompt">What stands before every text; empty for nothing.</param>
/// <param name="IncludePrompt">Whether the prompt's tokens count in the pooling.</param>
/// <param name="LongText">What happens to a text with more tokens.</param>
/// <param name="ChunkOverlap">Tokens that neighboring chunks of a long text share.</param>
/// <param name="SpecialTokens">Whether a text stands between the tokenizer's special tokens: not so in a Model2Vec graph.</param>
/// <param name="KeepUnknown">Whether the unknown token goes into the graph: not so in a Model2Vec graph.</param>
/// <param name="TextOutput">The output of the graph that is the vector of a text, where it gives token vectors too; null: token vectors are pooled where it gives them.</param>
/// <param name="IdCount">Ids that the network has a vector for, where the tokenizer adds tokens after them; null for all.</param>
internal sealed record OnnxTextSettings(
    int MaxTokens,
    TextPooling Pooling,
    VectorSettings Vector,
    string Prompt = "",
    bool IncludePrompt = true,
    LongText LongText = LongText.Truncate,
    int ChunkOverlap = 0,
    bool SpecialTokens = true,
    bool KeepUnknown = true,
    string? TextOutput = null,
    int? IdCount = null)
{
    /// <summary>The maximum of tokens of a model that has none.</summary>
    public const int AllTokens = int.MaxValue;

    public int MaxTokens { get; } = OptionRange.AtLeast(1, MaxTokens, nameof(MaxTokens));

    public int ChunkOverlap { get; init; } = OptionRange.AtLeast(0, ChunkOverlap, nameof(ChunkOverlap));

    public int? IdCount { get; init; } = IdCount is { } count ? OptionRange.AtLeast(1, count, nameof(IdCount)) : null;
}
