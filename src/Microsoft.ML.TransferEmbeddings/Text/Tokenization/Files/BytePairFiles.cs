using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>Reads vocab.json and merges.txt and builds the byte-level tokenizer that the original's GPT-2 or RoBERTa class builds from them.</summary>
internal static class BytePairFiles
{
    private const string Known = "GPT2, Roberta, Bart, Longformer and LED";

    public static TokenizerPipeline Load(
        ReadOnlyMemory<byte> vocabularyJson, string vocabularyFile, ReadOnlyMemory<byte> mergesText, string mergesFile, TokenizerConventions conventions)
    {
        var vocabulary = ReadVocabulary(vocabularyJson, vocabularyFile);
        var model = new BpeModel(vocabulary, ReadMerges(mergesText, mergesFile, vocabulary), new BpeSettings(UnknownToken: null), vocabularyFile);
        bool isRoberta = conventions.ClassName.ToUpperInvariant() switch
        {
            "ROBERTA" or "BART" or "LONGFORMER" or "LED" or "XLM-ROBERTA-LONGFORMER" => true,
            "GPT2" => false,
            "" => vocabulary.IdOf("<s>") is not null && vocabulary.IdOf("</s>") is not null,
            _ => throw conventions.UnknownClass(Known),
        };
        bool addPrefixSpace = conventions.Flag("add_prefix_space", fallback: false);
        var preTokenizer = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = addPrefixSpace, ["trim_offsets"] = true, ["use_regex"] = true };
        return isRoberta
            ? BuildRoberta(model, preTokenizer, addPrefixSpace, conventions, vocabularyFile)
            : BuildGpt2(model, preTokenizer, conventions, vocabularyFile);
    }

    private static TokenizerPipeline BuildRoberta(BpeModel model, JsonNode preTokenizer, bool addPrefixSpace, TokenizerConventions conventions, string fileName)
    {
        string begin = conventions.Token("cls_token", "<s>"), end = conventions.Token("sep_token", "</s>");
        var postProcessor = new JsonObject
        {
            ["type"] = "RobertaProcessing", ["sep"] = Token(model, end, fileName), ["cls"] = Token(model, begin, fileName),
            ["trim_offsets"] = true, ["add_prefix_space"] = addPrefixSpace,
        };
        return conventions.Build(
            model, normalizer: null, preTokenizer, postProcessor,
            [
                Special(begin), Special(conventions.Token("pad_token", "<pad>")), Special(end), Special(conventions.Token("unk_token", "<unk>")),
                Special(conventions.Token("mask_token", "<mask>")) with { StripLeft = true },
            ],
            fileName);
    }

    private static TokenizerPipeline BuildGpt2(BpeModel model, JsonNode preTokenizer, TokenizerConventions conventions, string fileName)
    {
        string end = conventions.Token("eos_token", "<|endoftext|>");
        var trimming = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = true, ["trim_offsets"] = false, ["use_regex"] = true };
        return conventions.Build(model, normalizer: null, preTokenizer, trimming, [Special(end)], fileName);
    }

    private static AddedToken Special(string content) => new(content, 0);

    private static JsonArray Token(BpeModel model, string token, string fileName) =>
        [token, model.Vocabulary.IdOf(token) ?? throw new InvalidDataException($"'{fileName}' lacks the special token '{token}'. Use the files that came with the model.")];

    private static Vocabulary ReadVocabulary(ReadOnlyMemory<byte> content, string file)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return ModelReader.ReadVocabulary(new JsonComponent(json.RootElement, "", file));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{file}' is no table of pieces and ids: {e.Message} Download or copy the file again.", e);
        }
    }

    private static MergeTable ReadMerges(ReadOnlyMemory<byte> content, string file, Vocabulary vocabulary)
    {
        string[] lines = [.. Encoding.UTF8.GetString(content.Span).Split('\n').Select(line => line.TrimEnd('\r'))];
        var merges = new MergeTable(vocabulary, lines.Length, prefixLength: 0);
        for (int line = 0; line < lines.Length; line++)
        {
            bool isMerge = lines[line].Length > 0 && !lines[line].StartsWith("#version", StringComparison.Ordinal);
            if (isMerge && (lines[line].Split(' ') is not [var left, var right] || !merges.TryAdd(left, right)))
                throw new InvalidDataException($"'{file}' has '{lines[line]}' in line {line + 1:N0}, which is no merge of two pieces of the vocabulary into a third. Use the files that came with the model.");
        }
        return merges;
    }
}
