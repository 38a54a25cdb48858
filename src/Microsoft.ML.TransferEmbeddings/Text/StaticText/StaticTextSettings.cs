using Microsoft.ML.TransferEmbeddings.Options;
using Microsoft.ML.TransferEmbeddings.Text.Modules;

namespace Microsoft.ML.TransferEmbeddings.Text.StaticText;

/// <summary>What, besides table and vocabulary, makes the vectors of a static text encoder. Saved in the model zip.</summary>
/// <param name="MaxTokens">Tokens of a text that count; null for all.</param>
/// <param name="Vector">What happens to the mean.</param>
/// <param name="Prompt">What stands before every text; empty for nothing.</param>
/// <param name="KeepUnknown">Whether the unknown token counts: so in sentence-transformers' StaticEmbedding, not so in model2vec.</param>
internal sealed record StaticTextSettings(int? MaxTokens, VectorSettings Vector, string Prompt = "", bool KeepUnknown = false)
{
    public int? MaxTokens { get; } = MaxTokens is { } most ? OptionRange.AtLeast(1, most, nameof(MaxTokens)) : null;
}
