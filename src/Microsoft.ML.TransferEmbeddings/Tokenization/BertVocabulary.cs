using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.Files;
using Microsoft.ML.TransferEmbeddings.Tokenization.Models;
using Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;
using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;
using Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Reads vocab.txt, one WordPiece per line, and builds the tokenizer that the original's BERT class builds from it.</summary>
internal static class BertVocabulary
{
    private const string Known = "Bert, DistilBert and Electra";
    private const string ContinuingPrefix = "##";
    private const int MaxWordCodePoints = 100;

    /// <exception cref="InvalidDataException">A special token is missing.</exception>
    /// <exception cref="NotSupportedException">The vocabulary is another tokenizer's: a vocab.txt does not say by itself whose it is.</exception>
    public static TokenizerPipeline Load(ReadOnlySpan<byte> file, string fileName, TokenizerConventions conventions)
    {
        if (conventions.Class is not ("" or "BERT" or "DISTILBERT" or "ELECTRA"))
            throw conventions.UnknownClass(Known);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int line = 0;
        foreach (string piece in Encoding.UTF8.GetString(file).TrimEnd('\n').Split('\n'))
            ids[piece.TrimEnd('\r')] = line++;

        var special = new SpecialTokens(
            conventions,
            [
                ("unk_token", SpecialTokens.Plain("[UNK]")), ("sep_token", SpecialTokens.Plain("[SEP]")), ("pad_token", SpecialTokens.Plain("[PAD]")),
                ("cls_token", SpecialTokens.Plain("[CLS]")), ("mask_token", SpecialTokens.Plain("[MASK]")),
            ]);
        string[] required = [special["unk_token"], special["cls_token"], special["sep_token"]];
        if (required.FirstOrDefault(token => !ids.ContainsKey(token)) is { } missing)
        {
            throw new InvalidDataException(
                $"'{fileName}' has {line:N0} lines and lacks '{missing}': it is not a complete BERT vocabulary. Use the file that came with the model.");
        }

        var (spaceIdeographs, stripAccents, lowerCase) = NormalizationOf(conventions);
        return conventions.Build(
            new WordPieceModel(new Vocabulary(ids, line), special["unk_token"], ContinuingPrefix, MaxWordCodePoints, fileName),
            [new BertNormalizer(cleanText: true, spaceIdeographs, stripAccents, lowerCase)],
            new BertPreTokenizer(),
            new BertProcessing(ids[special["cls_token"]], ids[special["sep_token"]]),
            special);
    }

    /// <summary>Normalization by the class, unless the files beside the vocabulary say otherwise.</summary>
    public static (bool SpaceIdeographs, bool? StripAccents, bool LowerCase) NormalizationOf(TokenizerConventions conventions) =>
        (conventions.Flag("tokenize_chinese_chars") ?? true, conventions.Flag("strip_accents"), conventions.Flag("do_lower_case") ?? true);
}
