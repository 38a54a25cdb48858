using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>A tokenizer.json by itself.</summary>
internal sealed class TokenizerJsonTarget() : FuzzTarget("tokenizer-json")
{
    private const string FileName = "tokenizer.json";

    private HuggingFaceTokenizer? tokenizer;

    public override IReadOnlyList<FuzzFile> Seeds { get; } = [.. TokenizerFiles.Examples().Append(Large()).Select(file => new FuzzFile(FileName, TokenizerFiles.Bytes(file)))];

    /// <summary>A tokenizer without a vocabulary takes some: its cache of words, and a set of characters for each part of a regular expression.</summary>
    public override long Overhead => 4 * Megabyte;

    public override byte[] Damage(FuzzFile whole, Random random) => Mutation.OfText(whole.Content, random);

    public override void Read(FuzzFile file) => tokenizer = HuggingFaceTokenizer.FromFile(Write(file));

    public override void Use() => TokenizerUse.Encode(tokenizer!, FileName);

    public override bool IsRefusal(Exception error) => error is InvalidDataException or NotSupportedException && error.Message.Contains(Folder[FileName]);

    protected override string NameOfFault(string resource) => FileName;

    private static JsonObject Large()
    {
        var file = TokenizerFiles.WithModel("""{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100}""");
        file["model"]!["vocab"] = new JsonObject(Enumerable.Range(0, 4000).Select(id => KeyValuePair.Create(id == 0 ? "[UNK]" : $"word{id}", (JsonNode?)id)));
        return file;
    }
}
