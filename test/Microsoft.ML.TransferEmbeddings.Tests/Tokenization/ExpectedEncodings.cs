using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization;

/// <summary>What Hugging Face's library makes of the suite's texts with one tokenizer, and the comparison with what ours makes.</summary>
internal sealed class ExpectedEncodings
{
    private const int MostReported = 12;

    private readonly JsonElement root;
    private readonly List<string> wrong = [];

    public ExpectedEncodings(string relativePath)
    {
        Texts = [.. Read("tokenizers/suite/texts.json").EnumerateArray().Select(text => text.GetString()!)];
        root = Read(relativePath);
    }

    public string[] Texts { get; }

    /// <summary>How many values were compared.</summary>
    public int Compared { get; private set; }

    public bool Has(string field) => root.TryGetProperty(field, out _);

    public JsonElement this[string field] => root.GetProperty(field);

    /// <summary>The field's entry for a text; null where it has none.</summary>
    public JsonElement? ForText(string field, int text)
    {
        if (!root.TryGetProperty(field, out var entries))
            return null;
        if (entries.ValueKind == JsonValueKind.Array)
            return text < entries.GetArrayLength() ? entries[text] : null;
        return entries.TryGetProperty(text.ToString(), out var entry) ? entry : null;
    }

    public void CheckText(HuggingFaceTokenizer tokenizer, int text)
    {
        if (ForText("errors", text) is { } error)
        {
            CheckError(() => tokenizer.Encode(Texts[text]), error.GetString()!, $"text {text}");
            return;
        }
        var encoding = tokenizer.Encode(Texts[text]);
        Check(encoding.Ids, ForText("ids", text)!.Value, $"ids of text {text}");
        Check(tokenizer.EncodeToIds(Texts[text]), ForText("ids", text)!.Value, $"ids alone of text {text}");
        Check(encoding.TypeIds, ForText("type_ids", text), 0, $"type ids of text {text}");
        Check(encoding.AttentionMask, ForText("attention_mask", text), 1, $"mask of text {text}");
        CheckOverflow(encoding, ForText("overflowing", text), null, $"overflow of text {text}");
        if (ForText("offsets", text) is { } offsets)
            Check(Offsets(encoding, Texts[text]), offsets, $"offsets of text {text}: {Texts[text]}");
        if (ForText("plain_ids", text) is { ValueKind: JsonValueKind.Array } plain)
        {
            var bare = tokenizer.Encode(Texts[text], addSpecialTokens: false);
            Check(bare.Ids, plain, $"plain ids of text {text}");
            Check(tokenizer.EncodeToIds(Texts[text], addSpecialTokens: false), plain, $"plain ids alone of text {text}");
            Check(Offsets(bare, Texts[text]), ForText("plain_offsets", text)!.Value, $"plain offsets of text {text}: {Texts[text]}");
        }
    }

    public void CheckPair(HuggingFaceTokenizer tokenizer, JsonElement pair)
    {
        string first = Texts[pair.GetProperty("a").GetInt32()], second = Texts[pair.GetProperty("b").GetInt32()];
        string what = $"pair {pair.GetProperty("a")} and {pair.GetProperty("b")}";
        if (pair.TryGetProperty("error", out var error))
        {
            CheckError(() => tokenizer.Encode(first, second), error.GetString()!, what);
            return;
        }
        var encoding = tokenizer.Encode(first, second);
        Check(encoding.Ids, pair.GetProperty("ids"), $"ids of {what}");
        Check(encoding.TypeIds, Field(pair, "type_ids"), 0, $"type ids of {what}");
        Check(encoding.AttentionMask, Field(pair, "attention_mask"), 1, $"mask of {what}");
        CheckOverflow(encoding, Field(pair, "overflowing"), Field(pair, "overflowing_count")?.GetInt32(), $"overflow of {what}");
        if (Field(pair, "offsets") is { } offsets)
            Check(Offsets(encoding, first, second), offsets, $"offsets of {what}");
    }

    public void CheckBatch(HuggingFaceTokenizer tokenizer)
    {
        var batch = this["batch"];
        var encodings = tokenizer.EncodeBatch(batch.GetProperty("texts").EnumerateArray().Select(text => Texts[text.GetInt32()]));
        for (int i = 0; i < encodings.Count; i++)
        {
            Check(encodings[i].Ids, batch.GetProperty("ids")[i], $"ids of the batch's text {i}");
            Check(encodings[i].AttentionMask, batch.GetProperty("attention_mask")[i], $"mask of the batch's text {i}");
            Check(encodings[i].TypeIds, batch.GetProperty("type_ids")[i], $"type ids of the batch's text {i}");
        }
    }

    public void Check(string actual, string expected, string what)
    {
        Compared++;
        if (actual != expected)
            wrong.Add($"{what}\n  expected {Escape(expected)}\n  actual   {Escape(actual)}");
    }

    public void AssertAllEqual() =>
        Assert.True(wrong.Count == 0 && Compared > 0, $"{wrong.Count} of {Compared} values differ:\n{string.Join('\n', wrong.Take(MostReported))}");

    private void Check(IEnumerable<int> actual, JsonElement expected, string what) =>
        Check(string.Join(' ', actual), string.Join(' ', expected.EnumerateArray().Select(value => value.GetInt32())), what);

    private void Check(IReadOnlyCollection<int> actual, JsonElement? expected, int usual, string what) =>
        Check(string.Join(' ', actual), string.Join(' ', expected?.EnumerateArray().Select(value => value.GetInt32()) ?? actual.Select(_ => usual)), what);

    private void CheckOverflow(TokenizerEncoding encoding, JsonElement? expected, int? count, string what)
    {
        var parts = expected?.EnumerateArray().ToArray() ?? [];
        Check(encoding.Overflowing.Count.ToString(), (count ?? parts.Length).ToString(), $"number of parts, {what}");
        for (int i = 0; i < Math.Min(parts.Length, encoding.Overflowing.Count); i++)
            Check(encoding.Overflowing[i].Ids, parts[i], $"part {i}, {what}");
    }

    /// <summary>The original's message is of a truncation that is impossible; ours says the same in other words.</summary>
    private void CheckError(Func<TokenizerEncoding> encode, string expected, string what)
    {
        Assert.Contains("Truncation error", expected);
        var error = Record.Exception(() => encode());
        Check(error is InvalidOperationException && error.Message.Contains("truncation") ? "error" : error?.ToString() ?? "no error", "error", what);
    }

    private static IEnumerable<int> Offsets(TokenizerEncoding encoding, string first, string? second = null) =>
        encoding.Offsets.SelectMany((range, i) => CodePoints(range, encoding.SequenceIds[i] == 1 ? second! : first));

    private static int[] CodePoints(Range range, string text) => [CodePoints(range.Start.Value, text), CodePoints(range.End.Value, text)];

    private static int CodePoints(int units, string text) => text[..units].EnumerateRunes().Count();

    private static JsonElement? Field(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement Read(string relativePath)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Find(relativePath)));
        return document.RootElement.Clone();
    }

    private static string Escape(string text) =>
        string.Concat((text.Length > 400 ? text[..400] : text).Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:x4}"));
}
