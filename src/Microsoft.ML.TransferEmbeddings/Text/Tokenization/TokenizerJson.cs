using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>
/// Reads Hugging Face's tokenizer.json, of BERT's family: BertNormalizer or none, BertPreTokenizer, WordPiece, and a post-processor that puts special
/// tokens around a text. Its truncation and padding are left alone: the model's own maximum counts, as in sentence-transformers.
/// </summary>
internal static class TokenizerJson
{
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="NotSupportedException">The file asks for a component that is not known here.</exception>
    public static ITextTokenizer Load(ReadOnlyMemory<byte> file, string fileName)
    {
        try
        {
            using var json = JsonDocument.Parse(file);
            return Read(json.RootElement, fileName);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"'{fileName}' is not a whole tokenizer.json: {e.Message} Download or copy the file again.", e);
        }
    }

    private static WordPieceTokenizer Read(JsonElement root, string fileName)
    {
        RequireType(root, "pre_tokenizer", fileName, "BertPreTokenizer");
        RequireType(root, "model", fileName, "WordPiece");
        var model = root.GetProperty("model");
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var piece in model.GetProperty("vocab").EnumerateObject())
            vocabulary[piece.Name] = piece.Value.GetInt32();
        string unknownToken = model.GetProperty("unk_token").GetString()!;
        if (!vocabulary.ContainsKey(unknownToken))
            throw new InvalidDataException($"'{fileName}' names '{unknownToken}' as its unknown token, and its vocabulary does not hold it. Download or copy the file again.");
        var pieces = new WordPieceModel(
            vocabulary, unknownToken, model.GetProperty("continuing_subword_prefix").GetString()!, model.GetProperty("max_input_chars_per_word").GetInt32());

        var addedTokens = ReadAddedTokens(root, vocabulary);
        var (prefix, suffix) = ReadPostProcessor(root, fileName);
        int largest = vocabulary.Values.Concat(addedTokens.Select(token => token.Id)).Max();
        return new WordPieceTokenizer(ReadNormalizer(root, fileName), pieces, addedTokens, prefix, suffix, largest + 1, ReadPaddingId(root, vocabulary));
    }

    private static BertNormalizer? ReadNormalizer(JsonElement root, string fileName)
    {
        if (IsNull(root, "normalizer"))
            return null;
        RequireType(root, "normalizer", fileName, "BertNormalizer");
        var normalizer = root.GetProperty("normalizer");
        var stripAccents = normalizer.GetProperty("strip_accents");
        return new BertNormalizer(
            normalizer.GetProperty("clean_text").GetBoolean(),
            normalizer.GetProperty("handle_chinese_chars").GetBoolean(),
            stripAccents.ValueKind == JsonValueKind.Null ? null : stripAccents.GetBoolean(),
            normalizer.GetProperty("lowercase").GetBoolean());
    }

    /// <summary>
    /// The ids of the list are not obeyed, as in the original: a token that the vocabulary holds has the vocabulary's id, others follow behind the
    /// vocabulary in the order of the list.
    /// </summary>
    private static List<AddedToken> ReadAddedTokens(JsonElement root, Dictionary<string, int> vocabulary)
    {
        var tokens = new List<AddedToken>();
        if (IsNull(root, "added_tokens"))
            return tokens;
        int next = vocabulary.Count;
        foreach (var token in root.GetProperty("added_tokens").EnumerateArray())
        {
            string content = token.GetProperty("content").GetString()!;
            tokens.Add(new AddedToken(
                content,
                vocabulary.TryGetValue(content, out int id) ? id : next++,
                SingleWord: token.GetProperty("single_word").GetBoolean(),
                StripLeft: token.GetProperty("lstrip").GetBoolean(),
                StripRight: token.GetProperty("rstrip").GetBoolean(),
                Normalized: token.GetProperty("normalized").GetBoolean()));
        }
        return tokens;
    }

    private static (int[] Prefix, int[] Suffix) ReadPostProcessor(JsonElement root, string fileName)
    {
        if (IsNull(root, "post_processor"))
            return ([], []);
        var processor = root.GetProperty("post_processor");
        string type = processor.GetProperty("type").GetString()!;
        if (type is "BertProcessing" or "RobertaProcessing")
            return ([processor.GetProperty("cls")[1].GetInt32()], [processor.GetProperty("sep")[1].GetInt32()]);
        if (type == "TemplateProcessing")
            return ReadTemplate(processor, fileName);
        throw Unknown(fileName, "post_processor", type, "BertProcessing, RobertaProcessing and TemplateProcessing are");
    }

    private static (int[] Prefix, int[] Suffix) ReadTemplate(JsonElement processor, string fileName)
    {
        List<int> prefix = [], suffix = [];
        var current = prefix;
        foreach (var entry in processor.GetProperty("single").EnumerateArray())
        {
            var part = entry.EnumerateObject().Single();
            if (part.Value.GetProperty("type_id").GetInt32() != 0)
                throw Unknown(fileName, "post_processor", "TemplateProcessing with token types other than 0", "one with type 0 is");
            if (part.Name == "Sequence" && ReferenceEquals(current, suffix))
                throw Unknown(fileName, "post_processor", "TemplateProcessing that repeats the text", "one that holds it once is");
            if (part.Name == "Sequence")
                current = suffix;
            else
                current.AddRange(processor.GetProperty("special_tokens").GetProperty(part.Value.GetProperty("id").GetString()!).GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        }
        return ([.. prefix], [.. suffix]);
    }

    private static int ReadPaddingId(JsonElement root, Dictionary<string, int> vocabulary) =>
        !IsNull(root, "padding") ? root.GetProperty("padding").GetProperty("pad_id").GetInt32()
        : vocabulary.TryGetValue("[PAD]", out int id) || vocabulary.TryGetValue("<pad>", out id) ? id
        : 0;

    private static void RequireType(JsonElement root, string component, string fileName, string known)
    {
        string type = IsNull(root, component) ? "null" : root.GetProperty(component).GetProperty("type").GetString()!;
        if (type != known)
            throw Unknown(fileName, component, type, $"{known} is");
    }

    private static bool IsNull(JsonElement root, string property) => !root.TryGetProperty(property, out var value) || value.ValueKind == JsonValueKind.Null;

    private static NotSupportedException Unknown(string fileName, string component, string type, string known) =>
        new($"'{fileName}' has a {component} '{type}', which this version does not read; {known} known. Use a model with a BERT (WordPiece) tokenizer.");
}
