using Microsoft.ML.TransferEmbeddings.Tokenization.AddedTokens;
using Microsoft.ML.TransferEmbeddings.Tokenization.Models;
using Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;
using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;
using Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;
using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;
using Microsoft.ML.TransferEmbeddings.Tokenization.SentencePiece;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

using PieceScore = (string Piece, double Score);

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>
/// Reads a SentencePiece model and builds the tokenizer that the original's Python class builds from it: ids and special tokens are those of the class.
/// </summary>
internal sealed class SentencePieceTokenizer
{
    private const string Known = "Albert, Camembert, DebertaV2, Llama, MT5, T5 and XLMRoberta";
    private const int DefaultExtraIds = 100;
    private const char Mark = MergeTable.Mark;

    /// <summary>Two spaces or more.</summary>
    private static readonly TextPattern Spaces = TextPattern.Regex(" {2,}");

    private readonly SentencePieceModelFile.Model file;
    private readonly PieceScore[] pieces;
    private readonly TokenizerConventions conventions;
    private readonly string fileName;

    private SentencePieceTokenizer(SentencePieceModelFile.Model file, TokenizerConventions conventions, string fileName)
    {
        this.file = file;
        this.conventions = conventions;
        this.fileName = fileName;
        pieces = [.. file.Pieces.Select(piece => new PieceScore(piece.Text, piece.Score))];
    }

    /// <exception cref="InvalidDataException">The file is damaged, or lacks a piece that the class needs.</exception>
    /// <exception cref="NotSupportedException">The class is not known here, or the model is not of the type that it expects.</exception>
    public static TokenizerPipeline Load(ReadOnlyMemory<byte> model, string fileName, TokenizerConventions conventions)
    {
        var tokenizer = new SentencePieceTokenizer(SentencePieceModelFile.Read(model, fileName), conventions, fileName);
        return conventions.Class switch
        {
            "XLMROBERTA" => tokenizer.BuildXlmRoberta(),
            "CAMEMBERT" => tokenizer.BuildCamembert(),
            "ALBERT" => tokenizer.BuildAlbert(),
            "DEBERTAV2" => tokenizer.BuildDeberta(),
            "T5" or "MT5" => tokenizer.BuildT5(),
            "LLAMA" => tokenizer.BuildLlama(),
            _ => throw conventions.UnknownClass(Known),
        };
    }

    /// <summary>Fairseq's order of special tokens, then the pieces from the third on, then the mask.</summary>
    private TokenizerPipeline BuildXlmRoberta() => BuildFairseq(
        [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), .. pieces.Skip(3), ("<mask>", 0)], additional: null);

    /// <summary>Fairseq's special tokens come before the file's own, which are not used, but for begin and end.</summary>
    private TokenizerPipeline BuildCamembert() => BuildFairseq(
        [("<s>NOTUSED", 0), ("<pad>", 0), ("</s>NOTUSED", 0), ("<unk>", 0), ("<unk>NOTUSED", -100), .. pieces.Skip(1), ("<mask>", 0)],
        conventions.AdditionalTokens() ?? [SpecialTokens.Plain("<s>NOTUSED"), SpecialTokens.Plain("</s>NOTUSED"), SpecialTokens.Plain("<unk>NOTUSED")]);

    private TokenizerPipeline BuildFairseq(PieceScore[] all, IEnumerable<AddedToken>? additional)
    {
        var special = new SpecialTokens(
            conventions,
            [
                ("bos_token", SpecialTokens.Plain("<s>")), ("eos_token", SpecialTokens.Plain("</s>")), ("unk_token", SpecialTokens.Plain("<unk>")),
                ("sep_token", SpecialTokens.Plain("</s>")),
                ("pad_token", SpecialTokens.Plain("<pad>")), ("cls_token", SpecialTokens.Plain("<s>")), ("mask_token", SpecialTokens.Mask("<mask>")),
            ],
            additional);
        var model = Unigram(all, unknownId: 3);
        TemplateEntry begin = Special(model, "<s>"), end = Special(model, "</s>");
        return Build(
            model, Normalizers(), new Metaspace(Mark, MetaspacePrepending.Always, split: true),
            new TemplateProcessing([begin, TemplateEntry.First, end], [begin, TemplateEntry.First, end, end, TemplateEntry.Second, end]), special);
    }

    /// <summary>Pieces such as <c>1,</c> are made unlikely: a number and the comma after it are two.</summary>
    private TokenizerPipeline BuildAlbert()
    {
        List<INormalizer> normalizers = [new Replace(TextPattern.Literal("``"), "\""), new Replace(TextPattern.Literal("''"), "\"")];
        if (conventions.Flag("keep_accents") != true)
            normalizers.AddRange(new UnicodeNormalizer(UnicodeForm.KD), new StripAccents());
        if (conventions.Flag("do_lower_case") ?? true)
            normalizers.Add(new Lowercase());
        return BuildBert(
            [.. pieces.Select(piece => EndsWithNumberAndComma(piece.Piece) ? (piece.Piece, piece.Score - 100) : piece)],
            [.. normalizers, .. CharsMapOfFile(), new Replace(Spaces, " ")],
            new Metaspace(Mark, MetaspacePrepending.Always, split: true),
            [("unk_token", SpecialTokens.Plain("<unk>")), ("pad_token", SpecialTokens.Plain("<pad>")), ("mask_token", SpecialTokens.Mask("[MASK]"))]);
    }

    private TokenizerPipeline BuildDeberta() => BuildBert(
        pieces,
        [
            .. conventions.Flag("do_lower_case") == true ? [new Lowercase()] : Array.Empty<INormalizer>(),
            new Strip(left: true, right: true), .. CharsMapOfFile(), new Replace(Spaces, " "),
        ],
        new PreTokenizerSequence(
        [
            .. conventions.Flag("split_by_punct") == true ? [new Punctuation(SplitBehavior.Isolated)] : Array.Empty<IPreTokenizer>(),
            new Metaspace(Mark, MetaspacePrepending.Always, split: true),
        ]),
        [
            ("unk_token", SpecialTokens.Plain("[UNK]") with { Normalized = true }), ("pad_token", SpecialTokens.Plain("[PAD]")),
            ("mask_token", SpecialTokens.Plain("[MASK]")),
        ]);

    private TokenizerPipeline BuildBert(PieceScore[] all, INormalizer[] normalizers, IPreTokenizer preTokenizer, IEnumerable<(string, AddedToken)> tokens)
    {
        AddedToken begin = SpecialTokens.Plain("[CLS]"), end = SpecialTokens.Plain("[SEP]");
        var special = new SpecialTokens(conventions, [("bos_token", begin), ("eos_token", end), ("cls_token", begin), ("sep_token", end), .. tokens]);
        var model = Unigram(all, file.Trainer.UnknownId);
        TemplateEntry first = Special(model, begin.Content), last = Special(model, end.Content);
        return Build(
            model, normalizers, preTokenizer,
            new TemplateProcessing(
                [first, TemplateEntry.First, last],
                [first, TemplateEntry.First, last, TemplateEntry.Second with { TypeId = 1 }, last with { TypeId = 1 }]),
            special);
    }

    private TokenizerPipeline BuildT5()
    {
        int extraIds = conventions.Number("extra_ids", DefaultExtraIds);
        string[] extra = [.. Enumerable.Range(0, extraIds).Select(i => $"<extra_id_{i}>")];
        var stated = conventions.AdditionalTokens() ?? [];
        bool areStated = stated.Any(token => token.Content.Contains("<extra_id_", StringComparison.Ordinal));
        var special = new SpecialTokens(
            conventions,
            [("eos_token", SpecialTokens.Plain("</s>")), ("unk_token", SpecialTokens.Plain("<unk>")), ("pad_token", SpecialTokens.Plain("<pad>"))],
            areStated ? stated : [.. stated, .. extra.Select(SpecialTokens.Plain)]);
        var model = Unigram([.. pieces, .. extra.Reverse().Select(token => new PieceScore(token, 0))], file.Trainer.UnknownId);
        var end = Special(model, "</s>");
        return Build(
            model, Normalizers(), new Metaspace(Mark, Prepending(), split: true),
            new TemplateProcessing([TemplateEntry.First, end], [TemplateEntry.First, end, TemplateEntry.Second, end]), special);
    }

    /// <summary>
    /// At first the class put a mark before every stretch between special tokens, in the normalizer; <c>legacy: false</c> asks for what it does since.
    /// </summary>
    private TokenizerPipeline BuildLlama()
    {
        var model = SentencePieceMerges.ToModel(pieces, new BpeSettings(file.Trainer.UnknownPiece, FuseUnknown: true, ByteFallback: true), fileName);
        var special = new SpecialTokens(
            conventions,
            [("bos_token", SpecialTokens.Plain("<s>")), ("eos_token", SpecialTokens.Plain("</s>")), ("unk_token", SpecialTokens.Plain("<unk>"))]);
        TemplateEntry[] begin = conventions.Flag("add_bos_token") ?? true ? [Special(model, special["bos_token"])] : [];
        TemplateEntry[] end = conventions.Flag("add_eos_token") == true ? [Special(model, special["eos_token"])] : [];
        TemplateEntry[] single = [.. begin, TemplateEntry.First, .. end];
        var template = new TemplateProcessing(
            single, [.. single, .. begin.Concat([TemplateEntry.Second]).Concat(end).Select(entry => entry with { TypeId = 1 })]);
        return IsLegacy
            ? Build(
                model, [.. AddsPrefixSpace ? [new Prepend($"{Mark}")] : Array.Empty<INormalizer>(), new Replace(TextPattern.Literal(" "), $"{Mark}")],
                preTokenizer: null, template, special)
            : Build(model, [], new Metaspace(Mark, Prepending(), split: false), template, special);
    }

    /// <summary>Pieces that the model itself holds for control, or for its user, are not spelled but found whole.</summary>
    private TokenizerPipeline Build(
        ITokenModel model, INormalizer[] normalizers, IPreTokenizer? preTokenizer, IPostProcessor postProcessor, SpecialTokens special) =>
        conventions.Build(
            model, normalizers, preTokenizer, postProcessor, special,
            file.Pieces.Where(piece => piece.Type is SentencePieceModelFile.PieceType.Control or SentencePieceModelFile.PieceType.UserDefined)
                .Select(piece => SpecialTokens.Plain(piece.Text)));

    private UnigramModel Unigram(PieceScore[] all, int unknownId)
    {
        if (file.Trainer.ModelType != SentencePieceModelFile.ModelType.Unigram)
        {
            throw new NotSupportedException(
                $"'{fileName}' is a SentencePiece model of type {file.Trainer.ModelType} where the tokenizer class expects Unigram. " +
                "Copy the model's tokenizer.json into the folder.");
        }
        if (unknownId < 0 || unknownId >= all.Length)
        {
            throw new InvalidDataException(
                $"'{fileName}' names {unknownId} as the id of the unknown token and has {all.Length:N0} pieces. Download or copy the file again.");
        }
        return new UnigramModel(all, unknownId, file.Trainer.ByteFallback, fileName);
    }

    private INormalizer[] Normalizers() => [.. CharsMapOfFile(), new Strip(left: false, right: true), new Replace(Spaces, $"{Mark}")];

    private INormalizer[] CharsMapOfFile()
    {
        if (file.Normalizer.CharsMap.IsEmpty)
            return [];
        try
        {
            return [new Precompiled(new CharsMap(file.Normalizer.CharsMap))];
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"'{fileName}' is not a complete SentencePiece model: {e.Message} Download or copy the file again.", e);
        }
    }

    private TemplateEntry Special(ITokenModel model, string content) => TemplateEntry.Special(SpecialTokens.IdOf(content, model.Vocabulary, fileName));

    private MetaspacePrepending Prepending() =>
        !AddsPrefixSpace ? MetaspacePrepending.Never : IsLegacy ? MetaspacePrepending.Always : MetaspacePrepending.First;

    private bool AddsPrefixSpace => conventions.Flag("add_prefix_space") ?? true;

    private bool IsLegacy => conventions.Flag("legacy") ?? true;

    private static bool EndsWithNumberAndComma(string piece) => piece.Length >= 2 && piece[^1] == ',' && char.IsDigit(piece[^2]);
}
