using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Models;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>Finds out what kind of text model a folder holds and what it says of pooling, normalisation and length.</summary>
internal static class TextModelFolder
{
    public static EncoderDefinition Read(ModelFolder folder, TextEmbeddingModelOptions options)
    {
        try
        {
            return ReadModel(folder, options);
        }
        catch (Exception e) when (e is InvalidOperationException and not ObjectDisposedException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"A JSON file of the model folder '{folder.Path}' has a field of another type than it should: {e.Message} Copy the model's own files again.", e);
        }
    }

    private static EncoderDefinition ReadModel(ModelFolder folder, TextEmbeddingModelOptions options)
    {
        // Model2Vec folders may hold an ONNX export too, of a graph that is no transformer network.
        bool isStatic = folder.Has("model.safetensors") && folder.Has("tokenizer.json");
        if (isStatic && (string?)folder.ReadJson("config.json")?["model_type"] == "model2vec")
            return ReadStatic(folder, options);
        if (folder.FirstOf("onnx/model.onnx", "model.onnx") is { } graph)
            return ReadOnnx(folder, graph, options);
        if (isStatic)
            return ReadStatic(folder, options);
        throw new FileNotFoundException(
            $"The folder '{folder.Path}' holds no text model: neither onnx/model.onnx nor model.onnx (an exported transformer), nor model.safetensors with tokenizer.json (a Model2Vec model). " +
            "Copy the model's files there; a PyTorch model can be exported with 'optimum-cli export onnx'.");
    }

    private static EncoderDefinition ReadStatic(ModelFolder folder, TextEmbeddingModelOptions options)
    {
        var config = folder.ReadJson("config.json");
        if (options.Pooling is not (null or TextPooling.Mean))
            throw new NotSupportedException($"The folder '{folder.Path}' holds a static model, which has mean pooling alone; {options.Pooling} was asked for. Leave Pooling unset.");
        return StaticTextDefinition.Create(
            folder.ReadPart("model.safetensors"),
            folder.ReadPart("tokenizer.json"),
            options.MaxTokens ?? StaticTextDefinition.DefaultMaxTokens,
            options.Normalize ?? (bool?)config?["normalize"] ?? false,
            source: folder.Path);
    }

    private static EncoderDefinition ReadOnnx(ModelFolder folder, string graph, TextEmbeddingModelOptions options)
    {
        var modules = folder.ReadJson("modules.json")?.AsArray();
        RefuseUnknown(folder, modules);
        string tokenizer = folder.FirstOf("tokenizer.json", "vocab.txt")
            ?? throw new FileNotFoundException($"The model folder '{folder.Path}' lacks a vocabulary: neither tokenizer.json nor vocab.txt. Copy the whole model into the folder.");
        var settings = new OnnxTextSettings(
            MaxTokens: ReadMaxTokens(folder, options),
            Pooling: options.Pooling ?? ReadPooling(folder, modules),
            Normalize: options.Normalize ?? ReadNormalize(modules),
            Vocabulary: tokenizer == "vocab.txt" ? ReadVocabularySettings(folder) : null);
        int? expectedVocabularySize = (int?)folder.ReadJson("config.json")?["vocab_size"];
        return OnnxTextDefinition.Create(folder.ReadPart(graph), folder.ReadPart(tokenizer), settings, expectedVocabularySize, source: folder.Path);
    }

    /// <summary>
    /// What sentence-transformers uses: max_seq_length, else the smaller one of what the tokenizer and the network allow. The tokenizer file's own
    /// truncation does not count there either.
    /// </summary>
    private static int ReadMaxTokens(ModelFolder folder, TextEmbeddingModelOptions options)
    {
        const double unlimited = 1_000_000;
        int? positions = (int?)folder.ReadJson("config.json")?["max_position_embeddings"];
        int? stated = (int?)folder.ReadJson("sentence_bert_config.json")?["max_seq_length"];
        if (options.MaxTokens is null && stated > positions)
            throw new InvalidDataException($"'{folder.Path}/sentence_bert_config.json' asks for {stated:N0} tokens and the network has {positions:N0} positions (max_position_embeddings of config.json). Set MaxTokens in TextEmbeddingModelOptions.");
        if (options.MaxTokens > positions)
            throw new ArgumentException($"MaxTokens is {options.MaxTokens:N0} and the model in '{folder.Path}' has {positions:N0} positions (max_position_embeddings of config.json). Set it to {positions:N0} or less.", nameof(options));
        double length = (double?)folder.ReadJson("tokenizer_config.json")?["model_max_length"] ?? unlimited;
        return options.MaxTokens
            ?? stated
            ?? (length < unlimited ? Math.Min((int)length, positions ?? int.MaxValue) : positions ?? 512);
    }

    private static TextPooling ReadPooling(ModelFolder folder, JsonArray? modules)
    {
        string? path = modules?.Select(module => (Type: ModuleType(module), Path: (string?)module?["path"])).FirstOrDefault(module => module.Type == "Pooling").Path;
        if (path is null)
            return TextPooling.Mean;
        var config = folder.ReadJson($"{path}/config.json")
            ?? throw new FileNotFoundException($"'{folder.Path}/modules.json' names a pooling, and its '{path}/config.json' is missing. Copy the whole model into the folder, or set Pooling in TextEmbeddingModelOptions.");

        string[] modes = config["pooling_mode"] switch
        {
            JsonValue mode => [mode.GetValue<string>()],
            JsonArray several => [.. several.Select(mode => (string)mode!)],
            _ => [.. config.AsObject()
                .Where(entry => entry.Key.StartsWith("pooling_mode_", StringComparison.Ordinal) && entry.Value is JsonValue flag && flag.TryGetValue(out bool on) && on)
                .Select(entry => entry.Key["pooling_mode_".Length..].Replace("_tokens", "").Replace("_token", ""))],
        };
        return modes switch
        {
            ["mean"] => TextPooling.Mean,
            ["cls"] => TextPooling.Cls,
            ["max"] => TextPooling.Max,
            _ => throw new NotSupportedException(
                $"'{folder.Path}/{path}/config.json' asks for pooling '{string.Join(" + ", modes)}'; mean, cls and max are known. Set Pooling in TextEmbeddingModelOptions to use another one."),
        };
    }

    /// <summary>A vocab.txt says nothing of the tokenizer that it belongs to.</summary>
    private static VocabularySettings ReadVocabularySettings(ModelFolder folder)
    {
        var config = folder.ReadJson("tokenizer_config.json");
        string? type = (string?)config?["tokenizer_class"];
        if (type is not (null or "BertTokenizer" or "BertTokenizerFast" or "DistilBertTokenizer" or "DistilBertTokenizerFast" or "ElectraTokenizer" or "ElectraTokenizerFast"))
            throw new NotSupportedException($"'{folder.Path}' has a vocab.txt of a '{type}'; BERT's tokenizer is known. Add the model's tokenizer.json.");
        return VocabularySettings.Read(config);
    }

    private static bool ReadNormalize(JsonArray? modules) => modules?.Any(module => ModuleType(module) == "Normalize") ?? false;

    /// <summary>What the folder asks for and is not done here would give vectors that are only nearly right.</summary>
    private static void RefuseUnknown(ModelFolder folder, JsonArray? modules)
    {
        if (modules?.Select(ModuleType).FirstOrDefault(type => type is not ("Transformer" or "Pooling" or "Normalize")) is { } module)
            throw new NotSupportedException($"'{folder.Path}/modules.json' has a module '{module}'; Transformer, Pooling and Normalize are known. Use a model without it.");
        foreach (string setting in new[] { "truncate_dim", "default_prompt_name" })
        {
            if (folder.ReadJson("config_sentence_transformers.json")?[setting] is { } value)
            {
                throw new NotSupportedException(
                    $"'{folder.Path}/config_sentence_transformers.json' has {setting} = {value.ToJsonString()}, which this version does not apply. Set it to null for vectors without it.");
            }
        }
        if ((string?)folder.ReadJson("tokenizer_config.json")?["truncation_side"] == "left")
            throw new NotSupportedException($"'{folder.Path}/tokenizer_config.json' cuts long texts on the left side, which this version does not do. Set truncation_side to right for vectors of the texts' beginnings.");
        if ((bool?)folder.ReadJson("sentence_bert_config.json")?["do_lower_case"] == true)
            throw new NotSupportedException($"'{folder.Path}/sentence_bert_config.json' has do_lower_case = true, which this version does not apply. Set it to false if the tokenizer lower-cases by itself.");
    }

    /// <summary>The class name alone: older and newer files have it in different namespaces.</summary>
    private static string ModuleType(JsonNode? module) => ((string?)module?["type"] ?? "").Split('.')[^1];
}
