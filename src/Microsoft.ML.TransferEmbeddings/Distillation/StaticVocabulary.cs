using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization;
using Microsoft.ML.TransferEmbeddings.Tokenization.Files;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>
/// The student's tokenizer: the teacher's without what it puts around texts. A WordPiece vocabulary loses its unused and special pieces too; other models
/// (BPE, Unigram) spell by scores or merges over their whole vocabulary and keep it.
/// </summary>
internal sealed partial class StaticVocabulary
{
    private const string ContinuingPrefix = "##", FileName = "tokenizer.json", VocabularyName = "vocab.txt";

    private readonly JsonObject json;

    private StaticVocabulary(JsonObject json, IReadOnlyList<int> teacherIds)
    {
        this.json = json;
        TeacherIds = teacherIds;
        File = new ModelFile(FileName, JsonText.Relaxed(json));
        Tokenizer = TokenizerJson.Load(File.Content, FileName);
    }

    /// <summary>The teacher's id of every id; -1 where the teacher has none.</summary>
    public IReadOnlyList<int> TeacherIds { get; }

    /// <summary>tokenizer.json.</summary>
    public ModelFile File { get; }

    public TokenizerPipeline Tokenizer { get; }

    /// <summary>Whether words are cut at spaces and spelled by the longest pieces, so that pairs can be added.</summary>
    public bool TakesPairs => IsWordPiece(json);

    public static StaticVocabulary Of(TextEncoderDefinition teacher)
    {
        var file = teacher.Files.FirstOrDefault(part => Path.GetFileName(part.Name) is FileName or VocabularyName)
            ?? throw new NotSupportedException(
                $"The teacher has neither a {FileName} nor a {VocabularyName}, " +
                $"of which its student's tokenizer could be made. Save its tokenizer as {FileName}.");
        var json = Path.GetFileName(file.Name) == VocabularyName
            ? FromVocabularyFile(file, new TokenizerConventions(teacher.Files, ""))
            : JsonNode.Parse((TokenizerFolder.Configured(teacher.Files, "") ?? file.Content).Span)!.AsObject();
        json["post_processor"] = json["truncation"] = json["padding"] = null;
        if (IsWordPiece(json))
            return WithoutSpecialPieces(json);
        int count = teacher.Tokenizer.VocabularySize;
        // The teacher has no vectors for added tokens after its table.
        if (json["added_tokens"] is JsonArray added)
            json["added_tokens"] = new JsonArray([.. added.Where(token => (int?)token!["id"] is not { } id || id < count).Select(token => token!.DeepClone())]);
        return new StaticVocabulary(json, [.. Enumerable.Range(0, count)]);
    }

    /// <summary>The same with pairs of pieces as tokens of their own, their ids after the others in their order: those inside a word first.</summary>
    public StaticVocabulary With(IReadOnlyList<PiecePair> pairs)
    {
        var extended = json.DeepClone().AsObject();
        var vocabulary = extended["model"]!["vocab"]!.AsObject();
        int next = vocabulary.Count;
        foreach (var pair in pairs.Where(pair => pair.IsInWord))
            vocabulary.Add(pair.Text, next++);
        var added = new JsonArray();
        foreach (var pair in pairs.Where(pair => !pair.IsInWord))
        {
            added.Add(new JsonObject
            {
                ["id"] = next++, ["content"] = pair.Text, ["single_word"] = true,
                ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = true, ["special"] = false,
            });
        }
        extended["added_tokens"] = added;
        return new StaticVocabulary(extended, [.. TeacherIds, .. Enumerable.Repeat(-1, next - TeacherIds.Count)]);
    }

    private static bool IsWordPiece(JsonObject json) => (string?)json["model"]?["type"] == "WordPiece";

    private static StaticVocabulary WithoutSpecialPieces(JsonObject json)
    {
        var model = json["model"]!;
        string unknown = (string?)model["unk_token"] ?? "[UNK]";
        var special = (json["added_tokens"]?.AsArray() ?? [])
            .Where(token => (bool?)token!["special"] == true)
            .Select(token => (string)token!["content"]!)
            .ToHashSet();
        var kept = model["vocab"]!.AsObject().Select(piece => (Piece: piece.Key, Id: (int)piece.Value!)).OrderBy(piece => piece.Id)
            .Where(piece => piece.Piece != unknown && !special.Contains(piece.Piece) && !UnusedPiece().IsMatch(piece.Piece)).ToList();
        if (model["vocab"]![unknown] is { } unknownId)
            kept.Insert(0, (unknown, (int)unknownId));
        model["vocab"] = new JsonObject(kept.Select((piece, id) => KeyValuePair.Create(piece.Piece, (JsonNode?)JsonValue.Create(id))));
        json["added_tokens"] = new JsonArray();
        return new StaticVocabulary(json, [.. kept.Select(piece => piece.Id)]);
    }

    /// <summary>What BertTokenizer makes of a vocab.txt.</summary>
    private static JsonObject FromVocabularyFile(ModelFile file, TokenizerConventions conventions)
    {
        var (spaceIdeographs, stripAccents, lowerCase) = BertVocabulary.NormalizationOf(conventions);
        string[] special = ["[PAD]", "[CLS]", "[SEP]", "[MASK]"];
        var vocabulary = new JsonObject();
        foreach (string line in Encoding.UTF8.GetString(file.Content.Span).TrimEnd('\n').Split('\n'))
            vocabulary[line.TrimEnd('\r')] = vocabulary.Count;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. special.Select(token => new JsonObject { ["content"] = token, ["special"] = true })]),
            ["normalizer"] = new JsonObject
            {
                ["type"] = "BertNormalizer", ["clean_text"] = true, ["handle_chinese_chars"] = spaceIdeographs,
                ["strip_accents"] = stripAccents, ["lowercase"] = lowerCase,
            },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["decoder"] = new JsonObject { ["type"] = "WordPiece", ["prefix"] = ContinuingPrefix, ["cleanup"] = true },
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece", ["unk_token"] = "[UNK]", ["continuing_subword_prefix"] = ContinuingPrefix,
                ["max_input_chars_per_word"] = 100, ["vocab"] = vocabulary,
            },
        };
    }

    [GeneratedRegex(@"^\[unused\d+\]$")]
    private static partial Regex UnusedPiece();
}
