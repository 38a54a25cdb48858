using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Folders;

/// <summary>Tokenizers of the suite in the files of the original's older classes, and the tokenizer.json that such a class makes of these files.</summary>
internal static class SuiteFolders
{
    /// <summary>The names of the layouts that <see cref="Write"/> writes.</summary>
    public static readonly string[] All = ["bert", "bert-cased", "roberta", "gpt2", "albert", "t5", "mt5", "deberta-v2", "xlm-roberta", "camembert"];

    /// <summary>Writes a tokenizer's files.</summary>
    /// <param name="layout">One of <see cref="All"/>.</param>
    /// <param name="folder">It is created.</param>
    /// <returns>The tokenizer.json.</returns>
    public static JsonNode Write(string layout, string folder)
    {
        Directory.CreateDirectory(folder);
        switch (layout)
        {
            case "bert":
                return WriteWordPieces(folder, "wp-bert-uncased", """{"tokenizer_class":"BertTokenizer","do_lower_case":true}""");
            case "bert-cased":
                return WriteWordPieces(folder, "wp-bert-cased-multilingual", """{"tokenizer_class":"BertTokenizer","do_lower_case":false}""");
            case "roberta":
                return WriteMerges(folder, "bl-roberta", """{"tokenizer_class":"RobertaTokenizer","add_prefix_space":false}""");
            case "gpt2":
                var gpt2 = WriteMerges(folder, "bl-split-gpt2", config: null);
                File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type":"gpt2"}""");
                return gpt2;
            case "albert":
                var albert = UnigramOf("uni-albert");
                WritePieces(folder, "spiece.model", albert, Pieces(albert), unknownId: 1, """{"tokenizer_class":"AlbertTokenizer","do_lower_case":true,"keep_accents":false}""");
                return albert;
            case "t5":
                var t5 = UnigramOf("uni-t5");
                // The suite's sentinels take white space along, those of the class do not.
                foreach (var token in t5["added_tokens"]!.AsArray())
                    (token!["lstrip"], token["rstrip"]) = (false, false);
                WritePieces(folder, "spiece.model", t5, Pieces(t5), unknownId: 2, """{"tokenizer_class":"T5Tokenizer","extra_ids":3}""");
                return t5;
            case "mt5":
                var mt5 = UnigramOf("uni-t5");
                mt5["added_tokens"] = new JsonArray([.. mt5["added_tokens"]!.AsArray().Take(3).Select(token => token!.DeepClone())]);
                WritePieces(folder, "spiece.model", mt5, Pieces(mt5), unknownId: 2, """{"tokenizer_class":"MT5Tokenizer","extra_ids":0,"additional_special_tokens":null}""");
                return mt5;
            case "deberta-v2":
                var deberta = UnigramOf("uni-deberta");
                // The class sets a mark before every word, the suite's file before the first alone.
                deberta["pre_tokenizer"]!["pretokenizers"]![1]!["prepend_scheme"] = "always";
                deberta["post_processor"] = deberta["post_processor"]!["processors"]![0]!.DeepClone();
                WritePieces(folder, "spm.model", deberta, Pieces(deberta), unknownId: 3, """{"tokenizer_class":"DebertaV2Tokenizer","split_by_punct":true}""");
                return deberta;
            case "xlm-roberta":
                return WriteFairseq(folder, ["<s>", "<pad>", "</s>", "<unk>"], [], """{"tokenizer_class":"XLMRobertaTokenizer"}""");
            case "camembert":
                return WriteFairseq(folder, ["<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED"], ["<s>", "</s>"], """{"tokenizer_class":"CamembertTokenizer"}""");
            default:
                throw new ArgumentOutOfRangeException(nameof(layout));
        }
    }

    private static JsonNode WriteWordPieces(string folder, string suite, string config)
    {
        var file = Suite(suite);
        var pieces = file["model"]!["vocab"]!.AsObject().OrderBy(piece => (int)piece.Value!).Select(piece => piece.Key + "\n");
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Concat(pieces));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), config);
        return file;
    }

    private static JsonNode WriteMerges(string folder, string suite, string? config)
    {
        var file = Suite(suite);
        File.WriteAllText(Path.Combine(folder, "vocab.json"), file["model"]!["vocab"]!.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "merges.txt"), "#version: 0.2\n" + string.Concat(file["model"]!["merges"]!.AsArray().Select(merge =>
            merge is JsonArray pair ? $"{(string)pair[0]!} {(string)pair[1]!}\n" : $"{(string)merge!}\n")));
        if (config is not null)
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), config);
        return file;
    }

    /// <summary>Fairseq's classes: their special tokens stand before the pieces of the file, and a mask behind.</summary>
    private static JsonNode WriteFairseq(string folder, string[] before, string[] used, string config)
    {
        var file = UnigramOf("uni-xlmr");
        var pieces = Pieces(file)[4..^1];
        var charsMap = file["normalizer"]!.DeepClone();
        string[] all = [.. before, .. used];
        file["normalizer"] = new JsonObject { ["type"] = "Sequence", ["normalizers"] = new JsonArray(
            charsMap,
            JsonNode.Parse("""{"type":"Strip","strip_left":false,"strip_right":true}"""),
            JsonNode.Parse("""{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"\u2581"}""")) };
        file["pre_tokenizer"] = JsonNode.Parse("""{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always","split":true}""");
        file["model"]!["vocab"] = new JsonArray([
            .. all.Select(token => (JsonNode)new JsonArray(token, token == "<unk>NOTUSED" ? -100 : 0)),
            .. pieces.Select(piece => new JsonArray(piece.Piece, piece.Score)), new JsonArray("<mask>", 0)]);
        foreach (string token in new[] { "<s>", "</s>" })
            file["post_processor"]!["special_tokens"]![token]!["ids"] = new JsonArray(Array.IndexOf(all, token));
        file["added_tokens"] = new JsonArray([.. all.Append("<mask>").Select(token => TokenizerFiles.AddedToken(token, left: token == "<mask>"))]);
        WritePieces(folder, "sentencepiece.bpe.model", file, [("<unk>", 0, SentencePieceWriter.Unknown), ("<s>", 0, SentencePieceWriter.Control), ("</s>", 0, SentencePieceWriter.Control), .. pieces], 0, config);
        return file;
    }

    private static void WritePieces(string folder, string name, JsonNode file, IEnumerable<(string, double, int)> pieces, int unknownId, string config)
    {
        var precompiled = file["normalizer"]!["normalizers"]!.AsArray().Single(step => (string)step!["type"]! == "Precompiled")!;
        byte[] charsMap = Convert.FromBase64String((string)precompiled["precompiled_charsmap"]!);
        File.WriteAllBytes(Path.Combine(folder, name), SentencePieceWriter.Write(pieces, unknownId, charsMap));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), config);
    }

    /// <summary>A Unigram of the suite without its truncation. A model file has scores of 32 bits: rounded like this they are the same in both files, and so is the
    /// better of two spellings.</summary>
    private static JsonNode UnigramOf(string suite)
    {
        var file = Suite(suite);
        foreach (var piece in file["model"]!["vocab"]!.AsArray())
            piece![1] = Math.Round((double)piece[1]! * 1024) / 1024;
        file["truncation"] = null;
        return file;
    }

    private static (string Piece, double Score, int Type)[] Pieces(JsonNode file)
    {
        int unknown = (int)file["model"]!["unk_id"]!;
        var added = file["added_tokens"]!.AsArray().Where(token => !token!["lstrip"]!.GetValue<bool>()).Select(token => (string)token!["content"]!).ToHashSet();
        return [.. file["model"]!["vocab"]!.AsArray().Select((piece, id) => (
            (string)piece![0]!, (double)piece[1]!, id == unknown ? SentencePieceWriter.Unknown : added.Contains((string)piece[0]!) ? SentencePieceWriter.Control : SentencePieceWriter.Normal))];
    }

    private static JsonNode Suite(string name) => SharedFiles.Json($"tokenizers/suite/{name}/tokenizer.json");
}
