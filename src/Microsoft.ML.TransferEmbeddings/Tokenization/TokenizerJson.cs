using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;
using Microsoft.ML.TransferEmbeddings.Tokenization.Files;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Reads Hugging Face's tokenizer.json.</summary>
internal static class TokenizerJson
{
    /// <summary>Maximum length that a file may pad to; more than any model reads is an error of the file.</summary>
    private const int MaxPadding = 1 << 20;

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="NotSupportedException">The file asks for a component that is not known here.</exception>
    public static TokenizerPipeline Load(ReadOnlyMemory<byte> file, string fileName)
    {
        try
        {
            using var json = JsonDocument.Parse(file[ModelJson.MarkLength(file.Span)..]);
            return new TokenizerPipeline(Read(new JsonComponent(json.RootElement, "", fileName)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"'{fileName}' is not a whole tokenizer.json: {e.Message} Download or copy the file again.", e);
        }
    }

    private static TokenizerComponents Read(JsonComponent root)
    {
        if (root["model"].IsNull)
            throw root["model"].Damaged("is missing");
        PatternReader.CheckLength(root["normalizer"], root["pre_tokenizer"]);
        var model = ModelReader.Read(root["model"]);
        return new TokenizerComponents(
            NormalizerReader.Read(root["normalizer"]),
            PreTokenizerReader.Read(root["pre_tokenizer"]),
            model,
            PostProcessorReader.Read(root["post_processor"]),
            [.. AddedVocabulary.WithIds(ReadAddedTokens(root["added_tokens"]), model.Vocabulary)],
            ReadTruncation(root["truncation"]),
            ReadPadding(root["padding"]));
    }

    private static IEnumerable<AddedToken> ReadAddedTokens(JsonComponent json) => json.IsNull ? [] : json.Items().Select(token => new AddedToken(
        token["content"].Text(),
        token["id"].Number(),
        SingleWord: token["single_word"].Flag(),
        StripLeft: token["lstrip"].Flag(),
        StripRight: token["rstrip"].Flag(),
        Normalized: token["normalized"].Flag()));

    private static Truncation? ReadTruncation(JsonComponent json) => json.IsNull ? null : new Truncation(
        json["max_length"].Number(),
        json["strategy"].Choice<TruncationStrategy>(TruncationStrategy.LongestFirst),
        json["stride"].NumberOr(0),
        FromLeft: IsLeft(json["direction"]),
        json.FileName);

    private static Padding? ReadPadding(JsonComponent json) => json.IsNull ? null : new Padding(
        ReadFixedLength(json["strategy"]),
        json["pad_to_multiple_of"].NumberOrNull(MaxPadding),
        OnLeft: IsLeft(json["direction"]),
        json["pad_id"].Number(),
        json["pad_type_id"].NumberOr(0));

    private static int? ReadFixedLength(JsonComponent json) =>
        json.IsObject ? json["Fixed"].Number(MaxPadding)
        : json.Text() == "BatchLongest" ? null
        : throw json.Unknown(json.Text(), "BatchLongest and Fixed");

    private static bool IsLeft(JsonComponent json) => json.TextOrNull() switch
    {
        null or "Right" => false,
        "Left" => true,
        var direction => throw json.Unknown(direction, "Left and Right"),
    };
}
