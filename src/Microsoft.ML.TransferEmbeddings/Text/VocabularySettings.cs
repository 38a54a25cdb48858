using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>How a bare vocab.txt is used: the fields of tokenizer_config.json with the defaults of Hugging Face's BertTokenizer.</summary>
internal sealed record VocabularySettings(bool LowerCase, bool? StripAccents, bool TokenizeChineseChars)
{
    public static VocabularySettings Read(JsonNode? tokenizerConfig) => new(
        LowerCase: (bool?)tokenizerConfig?["do_lower_case"] ?? true,
        StripAccents: (bool?)tokenizerConfig?["strip_accents"],
        TokenizeChineseChars: (bool?)tokenizerConfig?["tokenize_chinese_chars"] ?? true);
}
