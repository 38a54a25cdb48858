using Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;
using Microsoft.ML.TransferEmbeddings.Tokenization.Models;
using Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;
using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;
using Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Components of a tokenizer, whichever files they came from.</summary>
/// <param name="Normalizer">Rewrites the text.</param>
/// <param name="PreTokenizer">Cuts it into words; null: it is one.</param>
/// <param name="Model">Spells words in pieces.</param>
/// <param name="PostProcessor">Adds special tokens; null: none are added.</param>
/// <param name="AddedTokens">Tokens that are cut out of the text first.</param>
/// <param name="Truncation">Null: texts are not cut.</param>
/// <param name="Padding">Null: texts are not padded.</param>
/// <param name="IdCount">The model has a vector for ids below it; an added token with another counts as unknown.</param>
internal sealed record TokenizerComponents(
    NormalizerSequence Normalizer,
    IPreTokenizer? PreTokenizer,
    ITokenModel Model,
    IPostProcessor? PostProcessor,
    IReadOnlyList<AddedToken> AddedTokens,
    Truncation? Truncation = null,
    Padding? Padding = null,
    int IdCount = int.MaxValue);
