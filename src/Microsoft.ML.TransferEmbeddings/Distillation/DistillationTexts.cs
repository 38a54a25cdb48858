using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>The texts that a teacher answers: those of the corpus, each once, and those made from them.</summary>
internal static class DistillationTexts
{
    public static string[] Distinct(IEnumerable<string> corpus) =>
        [.. corpus.Select(text => text.Trim()).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];

    public static string[] WithSynthetic(string[] texts, ITextTokenizer tokenizer, double share, int seed) =>
        [.. texts.Concat(SyntheticTexts.Create(texts, [.. Words(tokenizer)], (int)(share * texts.Length), seed)).Distinct(StringComparer.Ordinal)];

    /// <summary>The vocabulary's pieces that are whole words, without the marks of a word's beginning that tokenizers write.</summary>
    private static IEnumerable<string> Words(ITextTokenizer tokenizer) =>
        tokenizer.Tokens.Select(piece => piece.TrimStart('▁', 'Ġ'))
            .Where(piece => piece.Length > 1 && piece.All(char.IsLetter))
            .Distinct().Order(StringComparer.Ordinal);
}
