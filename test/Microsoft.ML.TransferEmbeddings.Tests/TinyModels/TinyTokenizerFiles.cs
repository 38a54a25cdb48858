using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>A model's folder whose tokenizer is in the files that the original's Python classes read: there is no tokenizer.json.</summary>
internal static class TinyTokenizerFiles
{
    /// <summary>Byte-level pairs as RoBERTa has them.</summary>
    public static string WriteBytePairs(string folder, int seed = 1)
    {
        string[] merges = ["t h", "th e", "\u0120 the", "o o", "g oo", "goo d", "\u0120 good", "e x", "ex t", "t ext", "\u0120 text"];
        string[] pieces =
        [
            "<s>", "<pad>", "</s>", "<unk>", .. ByteCharacters(),
            .. merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)), "<mask>",
        ];
        TinyOnnxModel.Write(folder, seed, vocabularySize: pieces.Length);
        File.Delete(Path.Combine(folder, "vocab.txt"));
        File.WriteAllText(Path.Combine(folder, "vocab.json"), new JsonObject(pieces.Select((piece, id) => KeyValuePair.Create(piece, (JsonNode?)id))).ToJsonString());
        File.WriteAllText(Path.Combine(folder, "merges.txt"), "#version: 0.2\n" + string.Join('\n', merges) + "\n");
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"tokenizer_class": "RobertaTokenizer"}""");
        return folder;
    }

    /// <summary>A SentencePiece model as XLM-RoBERTa has it.</summary>
    public static string WriteSentencePiece(string folder, int seed = 1)
    {
        (string, float, int)[] pieces =
        [
            ("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("\u2581", -3, 1), ("\u2581the", -4, 1), ("\u2581good", -5, 1), ("\u2581text", -6, 1),
            .. "abcdefghijklmnopqrstuvwxyz0123456789.,!?".Select((letter, rank) => (letter.ToString(), -8f - rank, 1)),
        ];
        TinyOnnxModel.Write(folder, seed, vocabularySize: pieces.Length + 2);
        File.Delete(Path.Combine(folder, "vocab.txt"));
        File.WriteAllBytes(Path.Combine(folder, "sentencepiece.bpe.model"), SentencePieceFile.Create(pieces, charsMap: [], unknownId: 0, modelType: 1));
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type": "xlm-roberta"}""");
        return folder;
    }

    /// <summary>GPT-2's characters for bytes: those that print are themselves, the others follow U+00FF in their order.</summary>
    private static IEnumerable<string> ByteCharacters()
    {
        int next = 256;
        for (int value = 0; value < 256; value++)
        {
            bool prints = value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
            yield return ((char)(prints ? value : next++)).ToString();
        }
    }
}
