using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.Tokenization;

/// <summary>tokenizer.json files that are small enough to be written in a test.</summary>
internal static class TokenizerFiles
{
    public const string FileName = "folder/tokenizer.json";

    /// <summary>A word table: every component before the model is seen in the words.</summary>
    public static JsonObject WordLevel(string normalizer = "null", string preTokenizer = "null", params string[] words) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray(),
        ["normalizer"] = JsonNode.Parse(normalizer),
        ["pre_tokenizer"] = JsonNode.Parse(preTokenizer),
        ["post_processor"] = null,
        ["model"] = new JsonObject
        {
            ["type"] = "WordLevel", ["unk_token"] = "[UNK]",
            ["vocab"] = new JsonObject(((string[])["[UNK]", .. words]).Select((word, id) => KeyValuePair.Create(word, (JsonNode?)id))),
        },
    };

    public static JsonObject WithModel(string model)
    {
        var file = WordLevel();
        file["model"] = JsonNode.Parse(model);
        return file;
    }

    public static JsonObject AddedToken(string content, bool singleWord = false, bool left = false, bool right = false, bool normalized = false) => new()
    {
        ["id"] = 0, ["content"] = content, ["single_word"] = singleWord, ["lstrip"] = left, ["rstrip"] = right, ["normalized"] = normalized, ["special"] = false,
    };

    public static TokenizerPipeline Load(JsonNode file) => TokenizerJson.Load(Bytes(file), FileName);

    public static HuggingFaceTokenizer Tokenizer(JsonNode file) => new(Load(file));

    public static byte[] Bytes(JsonNode file) => Encoding.UTF8.GetBytes(file.ToJsonString());

    public static string Pieces(HuggingFaceTokenizer tokenizer, TokenizerEncoding encoding) => string.Join(' ', encoding.Ids.Select(tokenizer.IdToToken));

    public static string Normalize(string normalizer, string text)
    {
        NormalizedText current = new(), spare = new();
        current.Reset(text, tracksOrigins: false);
        Load(WordLevel(normalizer)).Components.Normalizer.Normalize(ref current, ref spare);
        return current.Chars.ToString();
    }

    /// <summary>The words, with their places in the text.</summary>
    public static string Words(string preTokenizer, string text)
    {
        var original = new NormalizedText();
        original.Reset(text, tracksOrigins: true);
        var words = new PreTokenizedText();
        words.Reset(original, 0, original.Length);
        Load(WordLevel(preTokenizer: preTokenizer)).Components.PreTokenizer!.PreTokenize(words);
        return string.Join('|', words.Words.ToArray().Select(word => words.Text.Chars[word.Start..word.End].ToString()));
    }
}
