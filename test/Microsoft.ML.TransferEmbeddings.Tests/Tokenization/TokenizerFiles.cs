using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Tokenization;
using Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

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

    /// <summary>Small files that have most components between them.</summary>
    public static IEnumerable<JsonObject> Examples()
    {
        yield return TinyVocabulary.TokenizerJson();
        var bytes = WithModel("""{"type":"BPE","dropout":null,"unk_token":"u","fuse_unk":true,"byte_fallback":true,"vocab":{"u":0,"a":1,"b":2,"ab":3,"\u2581":4,"<0x78>":5},"merges":["a b"]}""");
        bytes["normalizer"] = JsonNode.Parse("""{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Prepend","prepend":"\u2581"},{"type":"Replace","pattern":{"Regex":" {2,}|\\p{L}+?x"},"content":"\u2581"}]}""");
        bytes["pre_tokenizer"] = JsonNode.Parse("""{"type":"Split","pattern":{"Regex":"(?i:'s|'t)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|\\s+(?!\\S)|\\s+"},"behavior":"Isolated","invert":false}""");
        bytes["truncation"] = JsonNode.Parse("""{"direction":"Left","max_length":9,"strategy":"LongestFirst","stride":1}""");
        bytes["added_tokens"] = new JsonArray(AddedToken("[MASK]", left: true, right: true), AddedToken("u", normalized: true));
        yield return bytes;
        var unigram = WithModel("""{"type":"Unigram","unk_id":0,"byte_fallback":true,"vocab":[["u",0],["\u2581",-2],["a",-1.5],["\u2581a",-2.25],["<0x78>",0]]}""");
        unigram["pre_tokenizer"] = JsonNode.Parse("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Digits","individual_digits":true},{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":true}]}""");
        unigram["post_processor"] = JsonNode.Parse(
            """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"s","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"s":{"id":"s","ids":[1],"tokens":["s"]}}}""");
        unigram["padding"] = JsonNode.Parse("""{"strategy":{"Fixed":16},"direction":"Left","pad_to_multiple_of":8,"pad_id":0,"pad_type_id":0,"pad_token":"u"}""");
        yield return unigram;
    }

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
