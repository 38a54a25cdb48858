using Microsoft.ML.TransferEmbeddings.Models;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>How a bare vocab.txt is used: the fields of tokenizer_config.json with the defaults of Hugging Face's BertTokenizer.</summary>
internal sealed record VocabularySettings(bool LowerCase, bool? StripAccents, bool TokenizeChineseChars)
{
    public static VocabularySettings Default { get; } = new(LowerCase: true, StripAccents: null, TokenizeChineseChars: true);

    /// <param name="tokenizerConfig">tokenizer_config.json; an empty one where there is none.</param>
    /// <param name="folder">For messages.</param>
    /// <exception cref="NotSupportedException">The vocabulary is another tokenizer's: a vocab.txt does not say by itself whose it is.</exception>
    public static VocabularySettings Read(ModelJson tokenizerConfig, string folder)
    {
        string? type = tokenizerConfig.Text("tokenizer_class");
        if (type is not (null or "BertTokenizer" or "BertTokenizerFast" or "DistilBertTokenizer" or "DistilBertTokenizerFast" or "ElectraTokenizer" or "ElectraTokenizerFast"))
            throw new NotSupportedException($"'{folder}' has a vocab.txt of a '{type}'; BERT's tokenizer is known. Add the model's tokenizer.json.");
        return new VocabularySettings(
            LowerCase: tokenizerConfig.Flag("do_lower_case") ?? true,
            StripAccents: tokenizerConfig.Flag("strip_accents"),
            TokenizeChineseChars: tokenizerConfig.Flag("tokenize_chinese_chars") ?? true);
    }
}
