using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>
/// What tokenizer_config.json changes in a tokenizer.json. The original's classes read the second and then set what the first says; where the two agree, as they do in
/// files that were saved together, nothing changes. (In transformers 4: PreTrainedTokenizerFast and the classes derived from it. Version 5 gives the same in these cases.)
/// </summary>
internal static class TokenizerConfig
{
    /// <summary>Classes that set BERT's normalizer by their arguments, and what these are by default.</summary>
    private static readonly HashSet<string> BertClasses =
        ["BERT", "DISTILBERT", "ELECTRA", "MPNET", "MOBILEBERT", "CONVBERT", "SQUEEZEBERT", "FUNNEL", "LXMERT", "LAYOUTLM", "RETRIBERT", "REALM"];

    /// <summary>Classes that put no space before a text by default. The others do as tokenizer.json says unless they are told.</summary>
    private static readonly HashSet<string> ByteLevelClasses = ["ROBERTA", "BART", "LONGFORMER", "LED", "GPT2"];

    /// <summary>Classes that put the beginning and the end around a text as they are told.</summary>
    private static readonly HashSet<string> FramingClasses = ["LLAMA", "GEMMA"];

    /// <summary>The tokenizer.json as the class uses it; null where it is as it is.</summary>
    /// <param name="tokenizer">The content of tokenizer.json. What is wrong with it is left to the one who reads it.</param>
    /// <param name="conventions">What the other files say.</param>
    /// <exception cref="NotSupportedException">The class is told to spell special tokens.</exception>
    /// <exception cref="InvalidDataException">The other files are damaged.</exception>
    public static byte[]? Apply(ReadOnlyMemory<byte> tokenizer, TokenizerConventions conventions)
    {
        if (conventions.Flag("split_special_tokens") == true)
            throw new NotSupportedException($"'{conventions.ConfigPath}' has split_special_tokens = true, so that special tokens in a text are spelled as other words are, which this version does not do. Set it to false.");
        try
        {
            if (JsonNode.Parse(tokenizer.Span[ModelJson.MarkLength(tokenizer.Span)..]) is not JsonObject root)
                return null;
            bool isChanged = ChangeNormalizer(root, conventions);
            isChanged |= ChangePrefixSpace(root, conventions);
            isChanged |= ChangeFrame(root, conventions);
            isChanged |= AddTokens(root, conventions);
            return isChanged ? JsonText.Relaxed(root) : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>What is nothing but another way to say the same is no change: without an own value, accents are stripped where case is lowered.</summary>
    private static bool ChangeNormalizer(JsonObject root, TokenizerConventions conventions)
    {
        if (!BertClasses.Contains(conventions.Class) || root["normalizer"] is not JsonObject normalizer || (string?)normalizer["type"] != "BertNormalizer")
            return false;
        var (spaceIdeographs, stripAccents, lowerCase) = BertVocabulary.NormalizationOf(conventions);
        bool hasLowerCase = Flag(normalizer, "lowercase") ?? lowerCase;
        bool isSame = hasLowerCase == lowerCase && (Flag(normalizer, "strip_accents") ?? hasLowerCase) == (stripAccents ?? lowerCase)
            && (Flag(normalizer, "handle_chinese_chars") ?? spaceIdeographs) == spaceIdeographs;
        if (isSame)
            return false;
        normalizer["handle_chinese_chars"] = spaceIdeographs;
        normalizer["strip_accents"] = stripAccents;
        normalizer["lowercase"] = lowerCase;
        return true;
    }

    private static bool ChangePrefixSpace(JsonObject root, TokenizerConventions conventions)
    {
        const string name = "add_prefix_space";
        if (root["pre_tokenizer"] is not JsonObject preTokenizer || (string?)preTokenizer["type"] != "ByteLevel" || Flag(preTokenizer, name) is not { } adds)
            return false;
        bool wanted = conventions.Flag(name) ?? (!ByteLevelClasses.Contains(conventions.Class) && adds);
        preTokenizer[name] = wanted;
        return wanted != adds;
    }

    /// <summary>A flag that is not there leaves its side as it is: the original's versions have other defaults.</summary>
    private static bool ChangeFrame(JsonObject root, TokenizerConventions conventions)
    {
        bool? addBegin = conventions.Flag("add_bos_token"), addEnd = conventions.Flag("add_eos_token");
        if (!FramingClasses.Contains(conventions.Class) || (addBegin ?? addEnd) is null)
            return false;
        var (before, after) = FrameOf(root["post_processor"]);
        string[] wantedBefore = Wanted(addBegin, "bos_token", before), wantedAfter = Wanted(addEnd, "eos_token", after);
        if (before.SequenceEqual(wantedBefore) && after.SequenceEqual(wantedAfter))
            return false;

        var specialTokens = new JsonObject();
        foreach (string token in wantedBefore.Concat(wantedAfter).Distinct())
        {
            int id = IdOf(root, token) ?? throw new InvalidDataException(
                $"'{conventions.ConfigPath}' asks for '{token}' around every text, which tokenizer.json does not have. Use the files that came with the model.");
            specialTokens[token] = new JsonObject { ["id"] = token, ["ids"] = new JsonArray(id), ["tokens"] = new JsonArray(token) };
        }
        root["post_processor"] = new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = new JsonArray([.. Sequence("A", 0)]),
            ["pair"] = new JsonArray([.. Sequence("A", 0), .. Sequence("B", 1)]),
            ["special_tokens"] = specialTokens,
        };
        return true;

        string[] Wanted(bool? adds, string name, string[] now) => adds switch
        {
            null => now,
            false => [],
            true => conventions.StatedToken(name, SpecialTokens.Plain("")) is { } token ? [token.Content] : now,
        };

        IEnumerable<JsonNode> Sequence(string text, int type) =>
        [
            .. wantedBefore.Select(token => Entry("SpecialToken", token, type)), Entry("Sequence", text, type),
            .. wantedAfter.Select(token => Entry("SpecialToken", token, type)),
        ];

        static JsonNode Entry(string kind, string id, int type) => new JsonObject { [kind] = new JsonObject { ["id"] = id, ["type_id"] = type } };
    }

    /// <summary>The special tokens before and after a single text.</summary>
    private static (string[] Before, string[] After) FrameOf(JsonNode? postProcessor)
    {
        var steps = postProcessor?["type"]?.GetValue<string>() == "Sequence" ? postProcessor["processors"]!.AsArray() : [postProcessor?.DeepClone()];
        if (steps.FirstOrDefault(step => step?["type"]?.GetValue<string>() == "TemplateProcessing") is not { } template)
            return ([], []);
        var entries = template["single"]!.AsArray().ToList();
        int place = entries.FindIndex(entry => entry?["Sequence"] is not null);
        return (Tokens(entries.Take(place)), Tokens(entries.Skip(place + 1)));

        static string[] Tokens(IEnumerable<JsonNode?> entries) => [.. entries.Select(entry => entry?["SpecialToken"]?["id"]).OfType<JsonNode>().Select(id => (string)id!)];
    }

    private static bool? Flag(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    private static int? IdOf(JsonObject root, string token) =>
        (int?)(root["added_tokens"] as JsonArray ?? []).FirstOrDefault(added => (string?)added?["content"] == token)?["id"] ?? root["model"]?["vocab"] switch
        {
            JsonObject vocabulary => vocabulary.TryGetPropertyValue(token, out var id) ? (int?)id : null,
            JsonArray pieces => pieces.Select((piece, index) => (Piece: piece, Index: index)).FirstOrDefault(entry => (string?)entry.Piece?[0] == token, (null, -1)) is { Index: >= 0 and var index } ? index : null,
            _ => null,
        };

    /// <summary>
    /// Tokens that tokenizer.json does not have, or has with other flags. They come last, so that their flags count. Special tokens that are named alone, as in
    /// special_tokens_map.json, are found in a text too.
    /// </summary>
    private static bool AddTokens(JsonObject root, TokenizerConventions conventions)
    {
        var list = root["added_tokens"] as JsonArray ?? [];
        int count = list.Count;
        foreach (var token in conventions.DecoderTokens())
        {
            var known = Known(token);
            if (known is null || !HasFlags(known, token))
                list.Add(Entry(token, (int?)known?["id"] ?? token.Id, (bool?)known?["special"] ?? false));
        }
        foreach (var token in conventions.StatedTokens())
        {
            if (Known(token) is null)
                list.Add(Entry(token, IdOf(root, token.Content) ?? NextId(root, list), isSpecial: true));
        }
        if (list.Count > count && list.Parent is null)
            root["added_tokens"] = list;
        return list.Count > count;

        JsonNode? Known(AddedToken token) => list.LastOrDefault(other => (string?)other?["content"] == token.Content);
    }

    private static bool HasFlags(JsonNode known, AddedToken token) =>
        known is JsonObject flags && Flag(flags, "single_word") == token.SingleWord && Flag(flags, "lstrip") == token.StripLeft
        && Flag(flags, "rstrip") == token.StripRight && Flag(flags, "normalized") == token.Normalized;

    private static JsonObject Entry(AddedToken token, int id, bool isSpecial) => new()
    {
        ["id"] = id, ["content"] = token.Content, ["single_word"] = token.SingleWord, ["lstrip"] = token.StripLeft,
        ["rstrip"] = token.StripRight, ["normalized"] = token.Normalized, ["special"] = isSpecial,
    };

    /// <summary>As the original counts: after the vocabulary, and after the tokens that were added before.</summary>
    private static int NextId(JsonObject root, JsonArray added)
    {
        int size = root["model"]?["vocab"] switch { JsonObject vocabulary => vocabulary.Count, JsonArray pieces => pieces.Count, _ => 0 };
        return Math.Max(size, added.Select(token => (int?)token?["id"] + 1 ?? 0).DefaultIfEmpty().Max());
    }
}
