using Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>Reads tokenizer.json's <c>pre_tokenizer</c>.</summary>
internal static class PreTokenizerReader
{
    private const string Known =
        "BertPreTokenizer, ByteLevel, CharDelimiterSplit, Digits, FixedLength, Metaspace, Punctuation, Sequence, Split, UnicodeScripts, Whitespace " +
        "and WhitespaceSplit";

    private const int DefaultLength = 5;

    /// <returns>Null: a stretch between added tokens is one word.</returns>
    public static IPreTokenizer? Read(JsonComponent json)
    {
        if (json.IsNull)
            return null;
        IPreTokenizer[] steps = [.. ReadSteps(json)];
        return steps.Length == 1 ? steps[0] : new PreTokenizerSequence(steps);
    }

    private static IEnumerable<IPreTokenizer> ReadSteps(JsonComponent json) =>
        json.Type == "Sequence" ? json["pretokenizers"].Items().SelectMany(ReadSteps) : [ReadStep(json)];

    private static IPreTokenizer ReadStep(JsonComponent json) => json.Type switch
    {
        "BertPreTokenizer" => new BertPreTokenizer(),
        "ByteLevel" => new ByteLevelPreTokenizer(json["add_prefix_space"].Flag(), json["use_regex"].Flag(fallback: true)),
        "CharDelimiterSplit" => new CharDelimiterSplit(json["delimiter"].Character().Value),
        "Digits" => new Digits(json["individual_digits"].Flag()),
        "FixedLength" => new FixedLength(ReadLength(json["length"])),
        "Metaspace" => ReadMetaspace(json),
        "Punctuation" => new Punctuation(json["behavior"].Choice<SplitBehavior>(SplitBehavior.Isolated)),
        "Split" => new Split(PatternReader.Read(json["pattern"]), json["behavior"].Choice<SplitBehavior>(), json["invert"].Flag()),
        "UnicodeScripts" => new UnicodeScripts(),
        "Whitespace" => new Whitespace(),
        "WhitespaceSplit" => new WhitespaceSplit(),
        var type => throw json.Unknown(type, Known),
    };

    private static int ReadLength(JsonComponent json) =>
        json.NumberOr(DefaultLength) is > 0 and var length ? length : throw json.Damaged("is 0, a length was expected");

    /// <summary>Files of older versions say <c>add_prefix_space</c> in place of <c>prepend_scheme</c>.</summary>
    private static Metaspace ReadMetaspace(JsonComponent json)
    {
        var mark = json["replacement"].Character();
        if (!mark.IsBmp)
            throw json.Unknown(mark.ToString(), "replacements of one UTF-16 unit");
        bool prepends = json["add_prefix_space"].Flag(fallback: true);
        var prepending = json["prepend_scheme"].TextOrNull() switch
        {
            null => prepends ? MetaspacePrepending.Always : MetaspacePrepending.Never,
            "always" => MetaspacePrepending.Always,
            "first" => MetaspacePrepending.First,
            "never" => MetaspacePrepending.Never,
            var scheme => throw json["prepend_scheme"].Unknown(scheme, "always, first and never"),
        };
        if (!prepends && prepending != MetaspacePrepending.Never)
            throw json["add_prefix_space"].Damaged("is false and contradicts prepend_scheme");
        return new Metaspace((char)mark.Value, prepending, json["split"].Flag(fallback: true));
    }
}
