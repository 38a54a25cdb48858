using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>Reads tokenizer.json's <c>post_processor</c>.</summary>
internal static class PostProcessorReader
{
    private const string Known = "BertProcessing, ByteLevel, RobertaProcessing, Sequence and TemplateProcessing";

    /// <returns>Null: nothing is added to the texts.</returns>
    public static IPostProcessor? Read(JsonComponent json)
    {
        if (json.IsNull)
            return null;
        IPostProcessor[] steps = [.. ReadSteps(json)];
        return steps.Length == 1 ? steps[0] : new PostProcessorSequence(steps);
    }

    private static IEnumerable<IPostProcessor> ReadSteps(JsonComponent json) =>
        json.Type == "Sequence" ? json["processors"].Items().SelectMany(ReadSteps) : [ReadStep(json)];

    private static IPostProcessor ReadStep(JsonComponent json) => json.Type switch
    {
        "BertProcessing" => new BertProcessing(ReadId(json["cls"]), ReadId(json["sep"])),
        "ByteLevel" => new ByteLevelProcessing(ReadTrimming(json)),
        "RobertaProcessing" => new RobertaProcessing(ReadId(json["cls"]), ReadId(json["sep"]), ReadTrimming(json)),
        "TemplateProcessing" => new TemplateProcessing(ReadTemplate(json, "single", sequences: 1), ReadTemplate(json, "pair", sequences: 2)),
        var type => throw json.Unknown(type, Known),
    };

    /// <summary>A token is written as its text and its id; the id counts.</summary>
    private static int ReadId(JsonComponent json) =>
        json.Items().ToArray() is [_, var id] ? id.Number() : throw json.Damaged("is not a list of a token and its id");

    private static OffsetTrimming? ReadTrimming(JsonComponent json) =>
        json["trim_offsets"].Flag(fallback: true) ? new OffsetTrimming(json["add_prefix_space"].Flag(fallback: true)) : null;

    private static TemplateEntry[] ReadTemplate(JsonComponent json, string name, int sequences)
    {
        TemplateEntry[] entries = [.. json[name].Items().Select(entry => ReadEntry(json, entry))];
        for (int sequence = 0; sequence < sequences; sequence++)
        {
            if (!entries.Any(entry => entry.SpecialIds is null && entry.Sequence == sequence))
                throw json[name].Damaged($"lacks the place of text {(sequence == 0 ? "A" : "B")}");
        }
        if (entries.Any(entry => entry.SpecialIds is null && entry.Sequence >= sequences))
            throw json[name].Damaged("has a place for a second text");
        return entries;
    }

    private static TemplateEntry ReadEntry(JsonComponent json, JsonComponent entry)
    {
        if (entry["Sequence"] is { IsNull: false } sequence)
        {
            return new TemplateEntry(null, sequence["id"].Text() switch
            {
                "A" => 0,
                "B" => 1,
                var id => throw sequence["id"].Damaged($"is '{id}', A or B was expected"),
            }, sequence["type_id"].Number());
        }
        var special = entry["SpecialToken"];
        var token = json["special_tokens"][special["id"].Text()];
        if (token.IsNull)
            throw special["id"].Damaged($"is '{special["id"].Text()}', which special_tokens does not have");
        return new TemplateEntry([.. token["ids"].Items().Select(id => id.Number())], 0, special["type_id"].Number());
    }
}
