using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Models;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>
/// Builds a tokenizer from the files that the original's Python classes read where there is no tokenizer.json. What such a class does is not in the files:
/// it follows from its name in tokenizer_config.json, or from the model's type in config.json.
/// </summary>
internal static class TokenizerFolder
{
    private const string ClassField = "tokenizer_class";

    /// <exception cref="FileNotFoundException">The folder holds no vocabulary.</exception>
    public static TokenizerPipeline Load(string folder)
    {
        var config = ReadJson(folder, "tokenizer_config.json");
        if (Find(folder, "vocab.txt") is { } vocabulary)
            return BertVocabulary.Load(File.ReadAllBytes(vocabulary), vocabulary, VocabularySettings.Read(new ModelJson(config, Path.Combine(folder, "tokenizer_config.json")), folder));
        var conventions = new TokenizerConventions(folder, config, ClassName(folder, config));
        if (Find(folder, "vocab.json") is { } pieces && Find(folder, "merges.txt") is { } merges)
            return BytePairFiles.Load(pieces, merges, conventions);
        if (Find(folder, "sentencepiece.bpe.model", "spiece.model", "spm.model", "tokenizer.model", "sentencepiece.model") is { } model)
            return SentencePieceTokenizer.Load(model, conventions);
        throw new FileNotFoundException(
            $"The folder '{folder}' holds no tokenizer: neither tokenizer.json, nor vocab.txt, nor vocab.json with merges.txt, " +
            "nor a SentencePiece model (sentencepiece.bpe.model, spiece.model, spm.model, tokenizer.model). Copy the model's tokenizer files there.");
    }

    /// <summary>The class without its suffix, such as <c>XLMRoberta</c>; empty where nothing says.</summary>
    private static string ClassName(string folder, JsonNode? config)
    {
        string name = (string?)config?[ClassField] ?? (string?)ReadJson(folder, "config.json")?[ClassField] ?? "";
        if (name.Length == 0 && (string?)ReadJson(folder, "config.json")?["model_type"] is { } type)
            return type;
        foreach (string suffix in new[] { "Fast", "Tokenizer" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
                name = name[..^suffix.Length];
        }
        return name;
    }

    private static string? Find(string folder, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (File.Exists(Path.Combine(folder, name)))
                return Path.Combine(folder, name);
        }
        return null;
    }

    private static JsonNode? ReadJson(string folder, string name)
    {
        if (Find(folder, name) is not { } path)
            return null;
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not valid JSON: {e.Message} Download or copy the file again.", e);
        }
    }
}
