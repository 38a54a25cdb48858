using Microsoft.ML.TransferEmbeddings.Models;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>How a bare vocab.txt is used: the fields of tokenizer_config.json with the defaults of Hugging Face's BertTokenizer.</summary>
internal sealed record VocabularySettings(bool LowerCase, bool? StripAccents, bool TokenizeChineseChars)
{
    public static VocabularySettings Read(ModelJson? tokenizerConfig) => new(
        LowerCase: tokenizerConfig?.Flag("do_lower_case") ?? true,
        StripAccents: tokenizerConfig?.Flag("strip_accents"),
        TokenizeChineseChars: tokenizerConfig?.Flag("tokenize_chinese_chars") ?? true);
}
