using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.Tokenization.Models;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>Reads tokenizer.json's <c>model</c>.</summary>
internal static class ModelReader
{
    private const string DefaultUnknown = "[UNK]";

    /// <summary>How far ids may go beyond the number of pieces: a vocabulary with gaps is fine, one stray id must not cost megabytes.</summary>
    private const int MaxGaps = 1 << 15;

    public static ITokenModel Read(JsonComponent json) => TypeOf(json) switch
    {
        "WordPiece" => new WordPieceModel(
            ReadVocabulary(json["vocab"]),
            json["unk_token"].TextOrNull() ?? DefaultUnknown,
            json["continuing_subword_prefix"].TextOrNull() ?? "##",
            json["max_input_chars_per_word"].NumberOr(100),
            json.FileName),
        "WordLevel" => new WordLevelModel(ReadVocabulary(json["vocab"]), json["unk_token"].TextOrNull() ?? DefaultUnknown, json.FileName),
        "BPE" => ReadBpe(json),
        "Unigram" => ReadUnigram(json),
        var type => throw json.Unknown(type, "BPE, Unigram, WordLevel and WordPiece"),
    };

    /// <summary>Files of older versions have no type.</summary>
    private static string TypeOf(JsonComponent json) =>
        json["type"].TextOrNull() is { } type ? type
        : !json["merges"].IsNull ? "BPE"
        : json["vocab"].IsArray ? "Unigram"
        : !json["max_input_chars_per_word"].IsNull ? "WordPiece"
        : "WordLevel";

    /// <summary>Reads a table of pieces and ids.</summary>
    public static Vocabulary ReadVocabulary(JsonComponent json)
    {
        if (!json.IsObject)
            throw json.Damaged("is not a table of pieces and ids");
        var ids = new Dictionary<string, int>(json.Element.GetPropertyCount(), StringComparer.Ordinal);
        int size = 0;
        foreach (var piece in json.Element.EnumerateObject())
        {
            if (piece.Value.ValueKind != JsonValueKind.Number || !piece.Value.TryGetInt32(out int id) || id < 0)
                throw json.Damaged($"has the id {piece.Value.GetRawText()} for '{piece.Name}'");
            ids[piece.Name] = id;
            size = Math.Max(size, id);
        }
        if (size > ids.Count + MaxGaps)
            throw json.Damaged($"has {ids.Count:N0} pieces and an id of {size:N0}");
        return new Vocabulary(ids, size + 1);
    }

    private static BpeModel ReadBpe(JsonComponent json)
    {
        if (json["dropout"] is { IsNull: false } dropout && !IsZero(dropout.Element))
        {
            throw new NotSupportedException(
                $"'{json.FileName}' has model.dropout = {dropout.Element.GetRawText()}, with which a text has other ids each time. " +
                "Set it to null in the file.");
        }
        var settings = new BpeSettings(
            json["unk_token"].TextOrNull(),
            json["continuing_subword_prefix"].TextOrNull() ?? "",
            json["end_of_word_suffix"].TextOrNull() ?? "",
            json["fuse_unk"].Flag(fallback: false),
            json["byte_fallback"].Flag(fallback: false),
            json["ignore_merges"].Flag(fallback: false));
        if (settings.ContinuingPrefix.Length + settings.EndSuffix.Length > BpeSettings.MaxDecoration)
            throw json.Damaged($"has a continuing_subword_prefix and an end_of_word_suffix of more than {BpeSettings.MaxDecoration} characters");
        var vocabulary = ReadVocabulary(json["vocab"]);
        return new BpeModel(vocabulary, ReadMerges(json["merges"], vocabulary, settings.ContinuingPrefix.Length), settings, json.FileName);
    }

    private static bool IsZero(JsonElement json) => json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out double number) && number == 0;

    /// <summary>A merge is written as <c>"a b"</c> or as <c>["a", "b"]</c>.</summary>
    private static MergeTable ReadMerges(JsonComponent json, Vocabulary vocabulary, int prefixLength)
    {
        if (!json.IsArray)
            throw json.Damaged("is not a list");
        var merges = new MergeTable(vocabulary, json.Element.GetArrayLength(), prefixLength);
        int index = 0;
        foreach (var merge in json.Element.EnumerateArray())
        {
            string[] parts = merge.ValueKind == JsonValueKind.String ? merge.GetString()!.Split(' ')
                : merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2 ? [merge[0].GetString() ?? "", merge[1].GetString() ?? ""]
                : [];
            bool isVersion = index++ == 0 && parts is ["#version:", ..];
            if (!isVersion && (parts.Length != 2 || !merges.TryAdd(parts[0], parts[1])))
                throw json.Damaged($"has {merge.GetRawText()} at {index - 1:N0}, which does not merge two pieces of the vocabulary into a third");
        }
        return merges;
    }

    private static UnigramModel ReadUnigram(JsonComponent json)
    {
        var vocabulary = json["vocab"];
        if (!vocabulary.IsArray)
            throw vocabulary.Damaged("is not a list of pieces and scores");
        var pieces = new List<(string, double)>(vocabulary.Element.GetArrayLength());
        foreach (var entry in vocabulary.Element.EnumerateArray())
        {
            if (ReadPiece(entry) is not { } piece)
                throw vocabulary.Damaged($"has {entry.GetRawText()} at {pieces.Count:N0}, which is not a piece with a score");
            pieces.Add(piece);
        }
        int? unknown = json["unk_id"].NumberOrNull();
        if (unknown >= pieces.Count)
            throw json["unk_id"].Damaged($"is {unknown}, and the vocabulary has {pieces.Count:N0} pieces");
        return new UnigramModel(pieces, unknown, json["byte_fallback"].Flag(fallback: false), json.FileName);
    }

    private static (string Piece, double Score)? ReadPiece(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2
            && entry[0].ValueKind == JsonValueKind.String && entry[1].ValueKind == JsonValueKind.Number
            && FastDecimal.Parse(JsonMarshal.GetRawUtf8Value(entry[1])) is var score && double.IsFinite(score)
            ? (entry[0].GetString()!, score)
            : null;
}
