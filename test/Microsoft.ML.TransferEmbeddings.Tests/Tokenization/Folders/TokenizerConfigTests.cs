using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Folders;

/// <summary>
/// A tokenizer_config.json that contradicts the tokenizer.json beside it: the result is that of the file which the original's class makes of the two. Expected are the
/// classes of transformers 4: BertTokenizerFast, RobertaTokenizerFast, LlamaTokenizerFast and PreTrainedTokenizerFast.
/// </summary>
public sealed class TokenizerConfigTests : IDisposable
{
    private const string BertText = "The naïve 中文 GOOD ROW [MASK] of", ByteText = "the row of number <mask> ab";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("BertTokenizer", "\"do_lower_case\": false", """{"lowercase": false}""")]
    [InlineData("BertTokenizerFast", "\"do_lower_case\": false, \"strip_accents\": true", """{"lowercase": false, "strip_accents": true}""")]
    [InlineData("DistilBertTokenizer", "\"strip_accents\": false", """{"strip_accents": false}""")]
    [InlineData("MPNetTokenizer", "\"tokenize_chinese_chars\": false", """{"handle_chinese_chars": false}""")]
    [InlineData(null, "\"do_lower_case\": false", """{"lowercase": false}""")]
    public void BertsNormalizerIsTheConfigurations(string? className, string config, string expected) => AssertSame(
        TinyTokenizer("[]"), Config(className, config), BertText, json => Set(json["normalizer"]!, expected), configJson: """{"model_type": "bert"}""");

    /// <summary>The class lower-cases by default.</summary>
    [Fact]
    public void WhatTheConfigurationDoesNotSayIsTheClassesDefault()
    {
        var file = TinyTokenizer("[]");
        file["normalizer"]!["lowercase"] = false;
        AssertSame(file, Config("BertTokenizer", "\"model_max_length\": 512"), BertText, json => json["normalizer"]!["lowercase"] = true);
    }

    [Theory]
    [InlineData("BertTokenizer", "\"do_lower_case\": true, \"strip_accents\": null, \"tokenize_chinese_chars\": true")]
    [InlineData("BertTokenizer", "\"do_lower_case\": true, \"strip_accents\": true")]
    [InlineData("PreTrainedTokenizerFast", "\"do_lower_case\": false, \"strip_accents\": false")]
    [InlineData("XLMRobertaTokenizer", "\"do_lower_case\": false")]
    public void WhereNothingChangesTheFilesStayAsTheyWere(string className, string config)
    {
        AssertSame(TinyTokenizer("[]"), Config(className, config), BertText, _ => { });
        TinyOnnxModel.Write(folder.Root, vocabularySize: 100);
        File.Delete(folder["vocab.txt"]);
        using var model = TextEmbeddingModel.FromDirectory(folder.Root, new() { Pooling = TextPooling.Mean });
        Assert.Equal(["model.onnx", "tokenizer.json"], model.Describe().Files);
    }

    [Theory]
    [InlineData("RobertaTokenizer", "\"add_prefix_space\": true", false, true)]
    [InlineData("GPT2Tokenizer", "\"add_prefix_space\": false", true, false)]
    [InlineData("PreTrainedTokenizerFast", "\"add_prefix_space\": true", false, true)]
    [InlineData("RobertaTokenizer", "\"model_max_length\": 512", true, false)]
    [InlineData("PreTrainedTokenizerFast", "\"model_max_length\": 512", true, true)]
    public void TheSpaceBeforeATextIsTheConfigurations(string className, string config, bool inFile, bool expected)
    {
        var file = TinyTokenizers.TokenizerJson(TinyTokenizers.BytePairs).AsObject();
        file["pre_tokenizer"]!["add_prefix_space"] = inFile;
        AssertSame(file, Config(className, config), ByteText, json => json["pre_tokenizer"]!["add_prefix_space"] = expected);
    }

    [Theory]
    [InlineData("""{"5": {"content": "row", "lstrip": true, "rstrip": true, "single_word": false, "normalized": false, "special": false}}""")]
    [InlineData("""{"4": {"content": "[MASK]", "lstrip": false, "rstrip": false, "single_word": true, "normalized": false, "special": true}}""")]
    [InlineData("""{"5": {"content": "good row", "lstrip": false, "rstrip": false, "single_word": false, "normalized": true, "special": false}}""")]
    public void AddedTokensAreTheConfigurations(string decoder)
    {
        var token = JsonNode.Parse(decoder)!.AsObject().Single().Value!;
        AssertSame(TinyTokenizer("[]"), Config("BertTokenizer", $"\"added_tokens_decoder\": {decoder}"), "rowing good row the[MASK]of", json =>
        {
            var added = token.DeepClone();
            added["id"] = 0;
            json["added_tokens"]!.AsArray().Add(added);
        });
    }

    /// <summary>Named in tokenizer_config.json or in special_tokens_map.json: the class finds it in a text whether tokenizer.json has it or not.</summary>
    [Theory]
    [InlineData("tokenizer_config.json", "\"mask_token\": \"row\"", "row", false)]
    [InlineData("special_tokens_map.json", "\"mask_token\": \"row\"", "row", false)]
    [InlineData("special_tokens_map.json", "\"mask_token\": {\"content\": \"row\", \"lstrip\": true, \"rstrip\": false, \"single_word\": false, \"normalized\": false}", "row", true)]
    [InlineData("special_tokens_map.json", "\"additional_special_tokens\": [\"<new>\", \"<newer>\"]", "<new> <newer>", false)]
    public void SpecialTokensThatAreOnlyNamedAreFound(string file, string fields, string tokens, bool stripsLeft)
    {
        string config = Config("PreTrainedTokenizerFast", file == "tokenizer_config.json" ? fields : "\"model_max_length\": 512");
        if (file != "tokenizer_config.json")
            File.WriteAllText(folder[file], $"{{{fields}}}");
        AssertSame(TinyTokenizer("[]"), config, "goodrowing the row <new><newer>of", json =>
        {
            var vocabulary = json["model"]!["vocab"]!.AsObject();
            int next = vocabulary.Count;
            foreach (string token in tokens.Split(' '))
            {
                json["added_tokens"]!.AsArray().Add(new JsonObject
                {
                    ["id"] = (int?)vocabulary[token] ?? next++, ["content"] = token, ["single_word"] = false, ["lstrip"] = stripsLeft, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
                });
            }
        });
    }

    [Theory]
    [InlineData("LlamaTokenizer", true, true, "[CLS] A [SEP]")]
    [InlineData("GemmaTokenizerFast", true, false, "[CLS] A")]
    [InlineData("LlamaTokenizer", false, true, "A [SEP]")]
    [InlineData("LlamaTokenizer", null, true, "[CLS] A [SEP]")]
    [InlineData("LlamaTokenizer", null, null, "[CLS] A")]
    [InlineData("PreTrainedTokenizerFast", true, true, "[CLS] A")]
    public void BeginAndEndAreTheConfigurations(string className, bool? begin, bool? end, string expected)
    {
        var file = TinyTokenizer(Template("[CLS] A"));
        string config = $"\"bos_token\": \"[CLS]\", \"eos_token\": \"[SEP]\"{Flag("add_bos_token", begin)}{Flag("add_eos_token", end)}";
        AssertSame(file, Config(className, config), BertText, json => json["post_processor"] = JsonNode.Parse(Template(expected)));

        static string Flag(string name, bool? value) => value is null ? "" : $", \"{name}\": {(value.Value ? "true" : "false")}";
    }

    [Fact]
    public void SpecialTokensThatAreToBeSpelledAreRefused()
    {
        Write(TinyTokenizer("[]"), Config("BertTokenizer", "\"split_special_tokens\": true"));
        var error = Assert.Throws<NotSupportedException>(() => HuggingFaceTokenizer.FromDirectory(folder.Root));
        Assert.All(["tokenizer_config.json", "split_special_tokens"], part => Assert.Contains(part, error.Message));
    }

    /// <summary>Both are in the zip, and make the same vectors there.</summary>
    [Fact]
    public void AModelAndItsZipAgree()
    {
        Write(TinyTokenizer("[]"), Config(null, "\"do_lower_case\": false"), """{"model_type": "bert"}""");
        TinyOnnxModel.Write(folder.Root, vocabularySize: 100);
        File.Delete(folder["vocab.txt"]);
        using var model = TextEmbeddingModel.FromDirectory(folder.Root);
        Assert.Equal(["config.json", "model.onnx", "tokenizer.json", "tokenizer_config.json"], model.Describe().Files.Order(StringComparer.Ordinal));
        Assert.NotEqual(model.Embed("good"), model.Embed("GOOD"));
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new { Text = "GOOD row" }]);
        using (var stage = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data))
            ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(model.Embed("GOOD row"), loaded.Transform(data).GetColumn<float[]>("Features").Single());
        Assert.Equal(model.Fingerprint, loaded.Fingerprint);
    }

    /// <summary>A list of pieces has ids too.</summary>
    [Fact]
    public void SpecialTokenThatIsOnlyNamedIsFoundAmongPieces()
    {
        var file = new JsonObject
        {
            ["added_tokens"] = new JsonArray(),
            ["model"] = new JsonObject
            {
                ["type"] = "Unigram", ["unk_id"] = 0,
                ["vocab"] = new JsonArray([.. new[] { "<unk>", "a", "b", "<s>", "<", "s", ">" }.Select(JsonNode (piece) => new JsonArray(piece, piece.Length > 1 ? -100.0 : -1.0))]),
            },
        };
        File.WriteAllText(folder["special_tokens_map.json"], "{\"bos_token\": \"<s>\", \"eos_token\": \"</s>\"}");
        Write(file, Config("PreTrainedTokenizerFast", "\"model_max_length\": 512"));
        Assert.Equal([1, 3, 2, 7], HuggingFaceTokenizer.FromDirectory(folder.Root).EncodeToIds("a<s>b</s>"));
    }

    /// <summary>model2vec and StaticEmbedding read the tokenizer.json alone.</summary>
    [Fact]
    public void AStaticModelReadsTheTokenizerAlone()
    {
        TinyStaticModel.Write(folder.Root);
        File.WriteAllText(folder["tokenizer_config.json"], Config("BertTokenizer", "\"do_lower_case\": false"));
        using var model = TextEmbeddingModel.FromDirectory(folder.Root);
        Assert.Equal(model.Embed("good"), model.Embed("GOOD"));
    }

    private void AssertSame(JsonObject file, string config, string text, Action<JsonNode> change, string? configJson = null)
    {
        Write(file, config, configJson);
        var changed = file.DeepClone();
        change(changed);
        File.WriteAllText(folder["expected.json"], changed.ToJsonString());
        var expected = HuggingFaceTokenizer.FromFile(folder["expected.json"]);
        var actual = HuggingFaceTokenizer.FromDirectory(folder.Root);
        Assert.Equal(expected.EncodeToIds(text).Select(expected.IdToToken), actual.EncodeToIds(text).Select(actual.IdToToken));
        bool isChanged = !JsonNode.DeepEquals(file, changed);
        if (isChanged)
            Assert.NotEqual(HuggingFaceTokenizer.FromFile(folder["tokenizer.json"]).EncodeToIds(text), actual.EncodeToIds(text));
    }

    private void Write(JsonObject file, string config, string? configJson = null)
    {
        File.WriteAllText(folder["tokenizer.json"], file.ToJsonString());
        File.WriteAllText(folder["tokenizer_config.json"], config);
        if (configJson is not null)
            File.WriteAllText(folder["config.json"], configJson);
    }

    private static string Config(string? className, string fields) => className is null ? $"{{{fields}}}" : $"{{\"tokenizer_class\": \"{className}\", {fields}}}";

    private static JsonObject TinyTokenizer(string postProcessor)
    {
        var file = TinyVocabulary.TokenizerJson();
        if (postProcessor != "[]")
            file["post_processor"] = JsonNode.Parse(postProcessor);
        var vocabulary = file["model"]!["vocab"]!.AsObject();
        foreach (string piece in new[] { "GOOD", "naive", "naïve", "中文", "中", "文", "The", "ROW" })
            vocabulary[piece] = vocabulary.Count;
        return file;
    }

    private static string Template(string single)
    {
        return new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = Sequence("A"),
            ["pair"] = new JsonArray([.. Sequence("A").Concat(Sequence("B")).Select(entry => entry!.DeepClone())]),
            ["special_tokens"] = new JsonObject { ["[CLS]"] = Special("[CLS]", 2), ["[SEP]"] = Special("[SEP]", 3) },
        }.ToJsonString();

        JsonArray Sequence(string text) => [.. single.Split(' ').Select(part => part == "A" ? Entry("Sequence", text) : Entry("SpecialToken", part))];

        static JsonNode Entry(string kind, string id) => new JsonObject { [kind] = new JsonObject { ["id"] = id, ["type_id"] = 0 } };

        static JsonNode Special(string token, int id) => new JsonObject { ["id"] = token, ["ids"] = new JsonArray(id), ["tokens"] = new JsonArray(token) };
    }

    private static void Set(JsonNode target, string values)
    {
        foreach (var (name, value) in JsonNode.Parse(values)!.AsObject())
            target[name] = value?.DeepClone();
    }
}
