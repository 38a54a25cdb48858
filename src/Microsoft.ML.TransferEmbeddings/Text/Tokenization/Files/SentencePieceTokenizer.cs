using System.Globalization;
using System.Text.Json.Nodes;
using PieceScore = (string Piece, double Score);

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>Reads a SentencePiece model and builds the tokenizer that the original's Python class builds from it: ids and special tokens are the class's.</summary>
internal static class SentencePieceTokenizer
{
    private const string Known = "Albert, Camembert, DebertaV2, Llama, MT5, T5 and XLMRoberta";
    private const int DefaultExtraIds = 100;
    private const string Mark = "\u2581";
    private const string BertSingle = "[CLS] $A [SEP]", BertPair = "[CLS] $A [SEP] $B:1 [SEP]:1";

    public static TokenizerPipeline Load(ReadOnlyMemory<byte> content, string file, TokenizerConventions conventions)
    {
        var model = SentencePieceModelFile.Read(content, file);
        var pieces = model.Pieces.Select(piece => new PieceScore(piece.Text, piece.Score)).ToList();
        return conventions.ClassName.ToUpperInvariant().Replace("-", "") switch
        {
            "XLMROBERTA" => BuildXlmRoberta(model, pieces, conventions, file),
            "CAMEMBERT" => BuildCamembert(model, pieces, conventions, file),
            "ALBERT" => BuildAlbert(model, pieces, conventions, file),
            "DEBERTAV2" => BuildDeberta(model, pieces, conventions, file),
            "T5" or "MT5" => BuildT5(model, pieces, conventions, file),
            "LLAMA" => BuildLlama(model, pieces, conventions, file),
            _ => throw conventions.UnknownClass(Known),
        };
    }

    /// <summary>Fairseq's order of special tokens, then the pieces from the third on, then the mask.</summary>
    private static TokenizerPipeline BuildXlmRoberta(SentencePieceModelFile.Model model, List<PieceScore> pieces, TokenizerConventions conventions, string file)
    {
        PieceScore[] all = [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), .. pieces.Skip(3), ("<mask>", 0)];
        return conventions.Build(
            Unigram(all, 3, model, file), Normalizer(model), Metaspace(conventions), Template("<s> $A </s>", "<s> $A </s> </s> $B </s>", all),
            Special("<s>", "<pad>", "</s>", "<unk>").Append(Mask("<mask>")), file);
    }

    private static TokenizerPipeline BuildCamembert(SentencePieceModelFile.Model model, List<PieceScore> pieces, TokenizerConventions conventions, string file)
    {
        PieceScore[] all = [("<s>NOTUSED", 0), ("<pad>", 0), ("</s>NOTUSED", 0), ("<unk>", 0), ("<unk>NOTUSED", -100), .. pieces.Skip(1), ("<mask>", 0)];
        return conventions.Build(
            Unigram(all, 3, model, file), Normalizer(model), Metaspace(conventions), Template("<s> $A </s>", "<s> $A </s> </s> $B </s>", all),
            Special("<s>NOTUSED", "</s>NOTUSED", "<s>", "</s>", "<pad>", "<unk>").Append(Mask("<mask>")), file);
    }

    /// <summary>Pieces such as <c>1,</c> are made unlikely: a number and the comma behind it are two.</summary>
    private static TokenizerPipeline BuildAlbert(SentencePieceModelFile.Model model, List<PieceScore> pieces, TokenizerConventions conventions, string file)
    {
        PieceScore[] all = [.. pieces.Select(piece => EndsWithNumberAndComma(piece.Piece) ? (piece.Piece, piece.Score - 100) : piece)];
        var steps = new JsonArray(Replace("``", "\""), Replace("''", "\""));
        if (!conventions.Flag("keep_accents", fallback: false))
        {
            steps.Add(new JsonObject { ["type"] = "NFKD" });
            steps.Add(new JsonObject { ["type"] = "StripAccents" });
        }
        if (conventions.Flag("do_lower_case", fallback: true))
            steps.Add(new JsonObject { ["type"] = "Lowercase" });
        AddCharsMap(model, steps);
        steps.Add(ReplaceSpaces(" "));
        return conventions.Build(
            Unigram(all, model.Trainer.UnknownId, model, file), Sequence(steps), Metaspace(conventions), Template(BertSingle, BertPair, all),
            Special("<pad>", "<unk>", "[CLS]", "[SEP]").Append(Mask("[MASK]")), file);
    }

    private static TokenizerPipeline BuildDeberta(SentencePieceModelFile.Model model, List<PieceScore> pieces, TokenizerConventions conventions, string file)
    {
        var steps = new JsonArray();
        if (conventions.Flag("do_lower_case", fallback: false))
            steps.Add(new JsonObject { ["type"] = "Lowercase" });
        steps.Add(new JsonObject { ["type"] = "Strip", ["strip_left"] = true, ["strip_right"] = true });
        AddCharsMap(model, steps);
        steps.Add(ReplaceSpaces(" "));
        var words = new JsonArray();
        if (conventions.Flag("split_by_punct", fallback: false))
            words.Add(new JsonObject { ["type"] = "Punctuation", ["behavior"] = "Isolated" });
        words.Add(Metaspace(conventions));
        return conventions.Build(
            Unigram(pieces, model.Trainer.UnknownId, model, file), Sequence(steps), new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = words },
            Template(BertSingle, BertPair, pieces), Special("[PAD]", "[CLS]", "[SEP]", "[UNK]").Append(new AddedToken("[MASK]", 0)), file);
    }

    private static TokenizerPipeline BuildT5(SentencePieceModelFile.Model model, List<PieceScore> pieces, TokenizerConventions conventions, string file)
    {
        int extraIds = conventions.Number("extra_ids", DefaultExtraIds);
        string[] extra = [.. Enumerable.Range(0, extraIds).Select(i => $"<extra_id_{extraIds - 1 - i}>")];
        PieceScore[] all = [.. pieces, .. extra.Select(token => new PieceScore(token, 0))];
        return conventions.Build(
            Unigram(all, model.Trainer.UnknownId, model, file), Normalizer(model), Metaspace(conventions), Template("$A </s>", "$A </s> $B </s>", all),
            Special(["<pad>", "</s>", "<unk>", .. extra]), file);
    }

    /// <summary>The first version's behaviour, which files without tokenizer.json are of: a mark before every stretch between special tokens.</summary>
    private static TokenizerPipeline BuildLlama(SentencePieceModelFile.Model model, List<PieceScore> pieces, TokenizerConventions conventions, string file)
    {
        var bpe = SentencePieceMerges.ToModel(pieces, new BpeSettings(model.Trainer.UnknownPiece, FuseUnknown: true, ByteFallback: true), file);
        var steps = new JsonArray(new JsonObject { ["type"] = "Prepend", ["prepend"] = Mark }, Replace(" ", Mark));
        string[] single =
        [
            .. conventions.Flag("add_bos_token", fallback: true) ? new[] { "<s>" } : [], "$A",
            .. conventions.Flag("add_eos_token", fallback: false) ? new[] { "</s>" } : [],
        ];
        string pair = string.Join(' ', [.. single, .. single.Select(entry => entry == "$A" ? "$B:1" : $"{entry}:1")]);
        return conventions.Build(
            bpe, Sequence(steps), preTokenizer: null, Template(string.Join(' ', single), pair, pieces), Special("<unk>", "<s>", "</s>"), file);
    }

    private static UnigramModel Unigram(IReadOnlyList<PieceScore> pieces, int unknownId, SentencePieceModelFile.Model model, string file)
    {
        if (model.Trainer.ModelType != SentencePieceModelFile.ModelType.Unigram)
            throw new NotSupportedException($"'{file}' is a SentencePiece model of type {model.Trainer.ModelType} where the tokenizer class expects Unigram. Copy the model's tokenizer.json into the folder.");
        if (unknownId < 0 || unknownId >= pieces.Count)
            throw new InvalidDataException($"'{file}' names {unknownId} as the id of the unknown token and has {pieces.Count:N0} pieces. Download or copy the file again.");
        return new UnigramModel(pieces, unknownId, model.Trainer.ByteFallback, file);
    }

    private static JsonNode Normalizer(SentencePieceModelFile.Model model)
    {
        var steps = new JsonArray();
        AddCharsMap(model, steps);
        steps.Add(new JsonObject { ["type"] = "Strip", ["strip_left"] = false, ["strip_right"] = true });
        steps.Add(ReplaceSpaces(Mark));
        return Sequence(steps);
    }

    private static JsonObject Sequence(JsonArray steps) => new() { ["type"] = "Sequence", ["normalizers"] = steps };

    private static void AddCharsMap(SentencePieceModelFile.Model model, JsonArray steps)
    {
        if (!model.Normalizer.CharsMap.IsEmpty)
            steps.Add(new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = Convert.ToBase64String(model.Normalizer.CharsMap.Span) });
    }

    private static JsonNode Replace(string text, string content) =>
        new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = text }, ["content"] = content };

    private static JsonNode ReplaceSpaces(string content) =>
        new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["Regex"] = " {2,}" }, ["content"] = content };

    private static JsonNode Metaspace(TokenizerConventions conventions) =>
        new JsonObject { ["type"] = "Metaspace", ["replacement"] = Mark, ["prepend_scheme"] = conventions.Flag("add_prefix_space", fallback: true) ? "always" : "never" };

    /// <summary>A template in the original's short form: texts are <c>$A</c> and <c>$B</c>, a type follows behind a colon.</summary>
    private static JsonNode Template(string single, string pair, IReadOnlyList<PieceScore> pieces)
    {
        var ids = pieces.Select((piece, id) => (piece.Piece, id)).DistinctBy(piece => piece.Piece).ToDictionary(piece => piece.Piece, piece => piece.id);
        var special = new JsonObject(pair.Split(' ').Select(entry => entry.Split(':')[0]).Where(token => token[0] != '$').Distinct().Select(token =>
            KeyValuePair.Create(token, (JsonNode?)new JsonObject { ["id"] = token, ["ids"] = new JsonArray(ids.GetValueOrDefault(token)), ["tokens"] = new JsonArray(token) })));
        return new JsonObject { ["type"] = "TemplateProcessing", ["single"] = Entries(single), ["pair"] = Entries(pair), ["special_tokens"] = special };
    }

    private static JsonArray Entries(string template) => new([.. template.Split(' ').Select(entry =>
    {
        string[] parts = entry.Split(':');
        var fields = new JsonObject { ["id"] = parts[0].TrimStart('$'), ["type_id"] = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0 };
        return (JsonNode)new JsonObject { [parts[0][0] == '$' ? "Sequence" : "SpecialToken"] = fields };
    })]);

    private static IEnumerable<AddedToken> Special(params IEnumerable<string> contents) => contents.Select(content => new AddedToken(content, 0));

    private static AddedToken Mask(string content) => new(content, 0, StripLeft: true);

    private static bool EndsWithNumberAndComma(string piece) => piece.Length >= 2 && piece[^1] == ',' && char.IsDigit(piece[^2]);
}
