using System.Text;
using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.Tokenization.Models;
using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;
using Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>Reads vocab.json and merges.txt and builds the byte-level tokenizer that the original's GPT-2 or RoBERTa class builds from them.</summary>
internal static class BytePairFiles
{
    private const string Known = "GPT2, Roberta, Bart, Longformer and LED";

    /// <exception cref="InvalidDataException">A file is damaged, or they do not fit each other; the message names it.</exception>
    /// <exception cref="NotSupportedException">The files are another class's.</exception>
    public static TokenizerPipeline Load(
        ReadOnlyMemory<byte> vocabularyJson, string vocabularyFile, ReadOnlySpan<byte> mergeLines, string mergesFile, TokenizerConventions conventions)
    {
        var vocabulary = ReadVocabulary(vocabularyJson, vocabularyFile);
        var model = new BpeModel(vocabulary, ReadMerges(mergeLines, mergesFile, vocabulary), new BpeSettings(UnknownToken: null), vocabularyFile);
        bool isRoberta = conventions.Class switch
        {
            "ROBERTA" or "BART" or "LONGFORMER" or "LED" => true,
            "GPT2" => false,
            "" => vocabulary.IdOf("<s>") is not null && vocabulary.IdOf("</s>") is not null,
            _ => throw conventions.UnknownClass(Known),
        };
        return isRoberta ? BuildRoberta(model, conventions, vocabularyFile) : BuildGpt2(model, conventions, vocabularyFile);
    }

    private static TokenizerPipeline BuildRoberta(BpeModel model, TokenizerConventions conventions, string fileName)
    {
        var begin = SpecialTokens.Plain("<s>");
        var end = SpecialTokens.Plain("</s>");
        var special = new SpecialTokens(
            conventions,
            [
                ("bos_token", begin), ("eos_token", end), ("unk_token", SpecialTokens.Plain("<unk>")), ("sep_token", end),
                ("pad_token", SpecialTokens.Plain("<pad>")), ("cls_token", begin), ("mask_token", SpecialTokens.Mask("<mask>")),
            ]);
        bool addPrefixSpace = AddsPrefixSpace(conventions);
        return conventions.Build(
            model, [], new ByteLevelPreTokenizer(addPrefixSpace, usePattern: true),
            new RobertaProcessing(
                SpecialTokens.IdOf(special["cls_token"], model.Vocabulary, fileName), SpecialTokens.IdOf(special["sep_token"], model.Vocabulary, fileName),
                conventions.Flag("trim_offsets") ?? true ? new OffsetTrimming(addPrefixSpace) : null),
            special);
    }

    private static TokenizerPipeline BuildGpt2(BpeModel model, TokenizerConventions conventions, string fileName)
    {
        var end = SpecialTokens.Plain("<|endoftext|>");
        var special = new SpecialTokens(conventions, [("bos_token", end), ("eos_token", end), ("unk_token", end)]);
        TemplateEntry[] begin = conventions.Flag("add_bos_token") == true
            ? [TemplateEntry.Special(SpecialTokens.IdOf(special["bos_token"], model.Vocabulary, fileName))]
            : [];
        return conventions.Build(
            model, [], new ByteLevelPreTokenizer(AddsPrefixSpace(conventions), usePattern: true),
            new TemplateProcessing([.. begin, TemplateEntry.First], [.. begin, TemplateEntry.First, TemplateEntry.Second with { TypeId = 1 }]),
            special);
    }

    private static bool AddsPrefixSpace(TokenizerConventions conventions) => conventions.Flag("add_prefix_space") ?? false;

    private static Vocabulary ReadVocabulary(ReadOnlyMemory<byte> utf8, string file)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8[ModelJson.MarkLength(utf8.Span)..]);
            return ModelReader.ReadVocabulary(new JsonComponent(json.RootElement, "", file));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{file}' is not a table of pieces and ids: {e.Message} Download or copy the file again.", e);
        }
    }

    private static MergeTable ReadMerges(ReadOnlySpan<byte> utf8, string file, Vocabulary vocabulary)
    {
        string[] lines = Encoding.UTF8.GetString(utf8[ModelJson.MarkLength(utf8)..]).Split('\n');
        var merges = new MergeTable(vocabulary, lines.Length, prefixLength: 0);
        for (int line = 0; line < lines.Length; line++)
        {
            string merge = lines[line].TrimEnd('\r');
            bool isMerge = merge.Length > 0 && !merge.StartsWith("#version", StringComparison.Ordinal);
            if (isMerge && (merge.Split(' ') is not [var left, var right] || !merges.TryAdd(left, right)))
            {
                throw new InvalidDataException(
                    $"'{file}' has '{merge}' in line {line + 1:N0}, which does not merge two pieces of the vocabulary into a third. " +
                    "Use the files that came with the model.");
            }
        }
        return merges;
    }
}
