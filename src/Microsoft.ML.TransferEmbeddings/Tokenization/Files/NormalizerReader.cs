using Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>Reads tokenizer.json's <c>normalizer</c>.</summary>
internal static class NormalizerReader
{
    private const string Known =
        "BertNormalizer, ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Precompiled, Prepend, Replace, Sequence, Strip and StripAccents";

    public static NormalizerSequence Read(JsonComponent json) => new(json.IsNull ? [] : [.. ReadSteps(json)]);

    private static IEnumerable<INormalizer> ReadSteps(JsonComponent json) =>
        json.Type == "Sequence" ? json["normalizers"].Items().SelectMany(ReadSteps) : [ReadStep(json)];

    private static INormalizer ReadStep(JsonComponent json) => json.Type switch
    {
        "BertNormalizer" => new BertNormalizer(
            json["clean_text"].Flag(),
            json["handle_chinese_chars"].Flag(),
            json["strip_accents"].IsNull ? null : json["strip_accents"].Flag(),
            json["lowercase"].Flag()),
        "ByteLevel" => new ByteLevelNormalizer(),
        "Lowercase" => new Lowercase(),
        "NFC" => new UnicodeNormalizer(UnicodeForm.C),
        "NFD" => new UnicodeNormalizer(UnicodeForm.D),
        "NFKC" => new UnicodeNormalizer(UnicodeForm.KC),
        "NFKD" => new UnicodeNormalizer(UnicodeForm.KD),
        "Nmt" => new Nmt(),
        "Precompiled" => new Precompiled(ReadCharsMap(json["precompiled_charsmap"])),
        "Prepend" => new Prepend(json["prepend"].Text()),
        "Replace" => new Replace(PatternReader.Read(json["pattern"]), json["content"].Text()),
        "Strip" => new Strip(json["strip_left"].Flag(), json["strip_right"].Flag()),
        "StripAccents" => new StripAccents(),
        var type => throw json.Unknown(type, Known),
    };

    private static CharsMap ReadCharsMap(JsonComponent json)
    {
        try
        {
            return new CharsMap(Convert.FromBase64String(json.Text()));
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or ArgumentException)
        {
            throw json.Damaged($"is not a table of replacements ({e.Message})", e);
        }
    }
}
