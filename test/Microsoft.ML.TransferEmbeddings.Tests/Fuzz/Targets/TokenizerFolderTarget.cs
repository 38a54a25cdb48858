using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Folders;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>The files of a tokenizer that has no tokenizer.json: <c>tokenizer-folder</c>, those of text; <c>sentencepiece</c>, SentencePiece's model.</summary>
internal sealed class TokenizerFolderTarget : FuzzFolderTarget
{
    private readonly bool isSentencePiece;
    private HuggingFaceTokenizer? tokenizer;

    public TokenizerFolderTarget(bool isSentencePiece)
        : base(isSentencePiece ? "sentencepiece" : "tokenizer-folder") => this.isSentencePiece = isSentencePiece;

    public override long Overhead => Megabyte;

    public override byte[] Damage(FuzzFile whole, Random random) =>
        isSentencePiece ? Mutation.OfBytes(whole.Content, random, head: 400) : Mutation.OfText(whole.Content, random);

    public override void Use() => TokenizerUse.Encode(tokenizer!, Folder.Root);

    protected override void ReadFolder(string folder) => tokenizer = HuggingFaceTokenizer.FromDirectory(folder);

    protected override IEnumerable<string> WriteFolders() => isSentencePiece ? WriteSentencePieces() : WriteVocabularies();

    private IEnumerable<string> WriteVocabularies()
    {
        Directory.CreateDirectory(Folder["pairs"]);
        Directory.CreateDirectory(Folder["words"]);
        TinyTokenizers.Write(TinyTokenizers.BytePairs, Folder["pairs"]);
        TinyTokenizers.Write(TinyTokenizers.WordPieces, Folder["words"]);
        return ["pairs/vocab.json", "pairs/merges.txt", "pairs/tokenizer_config.json", "pairs/special_tokens_map.json", "pairs/added_tokens.json", "words/vocab.txt", "words/tokenizer_config.json"];
    }

    private IEnumerable<string> WriteSentencePieces()
    {
        byte[] map = SmallCharsMap.Write("X\0"u8);
        byte[][] files = [Pieces(40), Pieces(40, map), Pieces(1000), Pieces(60, modelType: SentencePieceWriter.BytePairs)];
        for (int i = 0; i < files.Length; i++)
        {
            string name = $"pieces{i}/spiece.model";
            Directory.CreateDirectory(Folder[$"pieces{i}"]);
            File.WriteAllText(Folder[$"pieces{i}/tokenizer_config.json"], $$"""{"tokenizer_class": "{{(i == 3 ? "LlamaTokenizer" : "XLMRobertaTokenizer")}}"}""");
            File.WriteAllBytes(Folder[name], files[i]);
            yield return name;
        }
    }

    private static byte[] Pieces(int count, byte[]? charsMap = null, int modelType = SentencePieceWriter.Unigram) => SentencePieceWriter.Write(
        Enumerable.Range(0, count).Select(id => (
            id switch { 0 => "<unk>", 1 => "<s>", 2 => "</s>", 3 => "\u2581", < 30 => $"{(char)('a' + id - 4)}", _ => $"\u2581word{id}" },
            -0.5 * id,
            id switch { 0 => SentencePieceWriter.Unknown, < 3 => SentencePieceWriter.Control, _ => SentencePieceWriter.Normal })),
        unknownId: 0, charsMap, modelType);
}
