using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>A WordPiece vocabulary of letters and a few words: it spells any lower-case ASCII text.</summary>
internal static class TinyVocabulary
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    public static readonly string[] Pieces =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
        .. Letters.Select(letter => letter.ToString()), .. Letters.Select(letter => $"##{letter}"),
        ".", ",", "!", "?", "-", "'", "the", "text", "of", "row", "number", "good", "bad", "##ing", "##ed",
    ];

    public static JsonObject TokenizerJson() => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. Pieces.Take(5).Select((content, id) => new JsonObject
        {
            ["id"] = id, ["content"] = content, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
        })]),
        ["normalizer"] = new JsonObject { ["type"] = "BertNormalizer", ["clean_text"] = true, ["handle_chinese_chars"] = true, ["strip_accents"] = null, ["lowercase"] = true },
        ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
        ["post_processor"] = new JsonObject { ["type"] = "BertProcessing", ["cls"] = new JsonArray("[CLS]", 2), ["sep"] = new JsonArray("[SEP]", 3) },
        ["model"] = new JsonObject
        {
            ["type"] = "WordPiece", ["unk_token"] = "[UNK]", ["continuing_subword_prefix"] = "##", ["max_input_chars_per_word"] = 100,
            ["vocab"] = new JsonObject(Pieces.Select((piece, id) => KeyValuePair.Create(piece, (JsonNode?)id))),
        },
    };
}
