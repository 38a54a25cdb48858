using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Folders;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>Tokenizers of a few pieces in files other than tokenizer.json, and the tokenizer.json of each.</summary>
internal static class TinyTokenizers
{
    /// <summary>Of RoBERTa: vocab.json, merges.txt, tokenizer_config.json, special_tokens_map.json and added_tokens.json.</summary>
    public const string BytePairs = "byte pairs";

    /// <summary>Of T5: spiece.model, and config.json that alone says whose it is.</summary>
    public const string SentencePieces = "sentence pieces";

    /// <summary>Of BERT: vocab.txt and tokenizer_config.json.</summary>
    public const string WordPieces = "word pieces";

    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789.,!?-'";
    private static readonly string[] Merges = ["t h", "th e", "\u0120 the", "o f", "\u0120 of", "r o", "ro w", "\u0120 row", "i n", "in g"];

    private static readonly string[] Pairs = ["<s>", "<pad>", "</s>", "<unk>", "\u0120", .. Letters.Select(letter => $"{letter}"), .. Merges.Select(merge => merge.Replace(" ", "")), "<mask>"];

    private static readonly (string Piece, double Score, int Type)[] Sentence =
    [
        ("<pad>", 0, SentencePieceWriter.Control), ("</s>", 0, SentencePieceWriter.Control), ("<unk>", 0, SentencePieceWriter.Unknown), ("\u2581", -3, SentencePieceWriter.Normal),
        .. Letters.Select((letter, i) => ($"{letter}", -8 - i / 64.0, SentencePieceWriter.Normal)),
        .. new[] { "\u2581the", "\u2581text", "\u2581of", "\u2581row", "ing", "s" }.Select((piece, i) => (piece, -4 - i / 64.0, SentencePieceWriter.Normal)),
    ];

    public static IEnumerable<string> All => [BytePairs, SentencePieces, WordPieces];

    /// <summary>Ids of the tokenizer.</summary>
    public static int Size(string kind) => kind switch
    {
        BytePairs => Pairs.Length + 1,
        SentencePieces => Sentence.Length,
        _ => TinyVocabulary.Pieces.Length,
    };

    /// <summary>A transformer network's folder with such a tokenizer.</summary>
    public static string WriteModel(string kind, string folder, int seed = 1, bool asTokenizerJson = false)
    {
        TinyOnnxModel.Write(folder, seed, vocabularySize: Size(kind));
        File.Delete(Path.Combine(folder, "vocab.txt"));
        if (asTokenizerJson)
            File.WriteAllText(Path.Combine(folder, "tokenizer.json"), TokenizerJson(kind).ToJsonString());
        else
            Write(kind, folder);
        return folder;
    }

    /// <summary>Writes the tokenizer's files.</summary>
    public static void Write(string kind, string folder)
    {
        switch (kind)
        {
            case BytePairs:
                WriteText("vocab.json", new JsonObject(Pairs.Select((piece, id) => KeyValuePair.Create(piece, (JsonNode?)id))).ToJsonString());
                WriteText("merges.txt", "#version: 0.2\n" + string.Concat(Merges.Select(merge => merge + "\n")));
                WriteText("tokenizer_config.json", """{"tokenizer_class":"RobertaTokenizer"}""");
                WriteText("special_tokens_map.json", """{"mask_token":{"content":"<mask>","lstrip":true}}""");
                WriteText("added_tokens.json", $$"""{"number":{{Pairs.Length}}}""");
                break;
            case SentencePieces:
                File.WriteAllBytes(Path.Combine(folder, "spiece.model"), SentencePieceWriter.Write(Sentence, unknownId: 2));
                WriteText("tokenizer_config.json", """{"extra_ids":0}""");
                WriteText("config.json", """{"model_type":"t5"}""");
                break;
            default:
                File.WriteAllLines(Path.Combine(folder, "vocab.txt"), TinyVocabulary.Pieces);
                WriteText("tokenizer_config.json", """{"do_lower_case":true}""");
                break;
        }

        void WriteText(string name, string content) => File.WriteAllText(Path.Combine(folder, name), content);
    }

    public static JsonNode TokenizerJson(string kind) => kind switch
    {
        BytePairs => Whole(
            [.. Pairs.Take(4).Select(token => Token(token)), Token("<mask>", left: true), Token("number", normalized: true)],
            normalizer: "null",
            """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""",
            """{"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",0],"trim_offsets":true,"add_prefix_space":false}""",
            new JsonObject
            {
                ["type"] = "BPE", ["vocab"] = new JsonObject(Pairs.Select((piece, id) => KeyValuePair.Create(piece, (JsonNode?)id))),
                ["merges"] = new JsonArray([.. Merges.Select(merge => (JsonNode)merge)]),
            }),
        SentencePieces => Whole(
            [.. Sentence.Take(3).Select(piece => Token(piece.Piece))],
            """{"type":"Sequence","normalizers":[{"type":"Strip","strip_left":false,"strip_right":true},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"\u2581"}]}""",
            """{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always"}""",
            """{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":0}}],"special_tokens":{"</s>":{"id":"</s>","ids":[1],"tokens":["</s>"]}}}""",
            new JsonObject { ["type"] = "Unigram", ["unk_id"] = 2, ["vocab"] = new JsonArray([.. Sentence.Select(piece => (JsonNode)new JsonArray(piece.Piece, piece.Score))]) }),
        _ => TinyVocabulary.TokenizerJson(),
    };

    private static JsonObject Whole(JsonNode[] added, string normalizer, string preTokenizer, string postProcessor, JsonNode model) => new()
    {
        ["added_tokens"] = new JsonArray(added),
        ["normalizer"] = JsonNode.Parse(normalizer),
        ["pre_tokenizer"] = JsonNode.Parse(preTokenizer),
        ["post_processor"] = JsonNode.Parse(postProcessor),
        ["model"] = model,
    };

    private static JsonObject Token(string content, bool left = false, bool normalized = false) => Tokenization.TokenizerFiles.AddedToken(content, left: left, normalized: normalized);
}
