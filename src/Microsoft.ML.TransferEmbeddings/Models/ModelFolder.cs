using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Persistence;

namespace Microsoft.ML.TransferEmbeddings.Models;

/// <summary>A pretrained model's folder on disk, as somebody else wrote it.</summary>
internal sealed class ModelFolder
{
    private readonly string path;

    public ModelFolder(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        path = System.IO.Path.GetFullPath(directory);
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"The model folder '{path}' does not exist. Give the folder that holds the model's files (config.json, tokenizer.json, onnx/model.onnx or model.safetensors).");
    }

    public string Path => path;

    public bool Has(string relativePath) => File.Exists(Full(relativePath));

    /// <summary>The first of the files that is there, or null.</summary>
    public string? FirstOf(params ReadOnlySpan<string> relativePaths)
    {
        foreach (string relativePath in relativePaths)
        {
            if (Has(relativePath))
                return relativePath;
        }
        return null;
    }

    public ModelPart ReadPart(string relativePath)
    {
        if (!Has(relativePath))
            throw new FileNotFoundException($"The model folder '{path}' lacks '{relativePath}'. Copy the whole model into the folder.", Full(relativePath));
        return ModelPart.FromFile(Full(relativePath));
    }

    /// <summary>A JSON file of the folder, or null where there is none.</summary>
    public JsonNode? ReadJson(string relativePath)
    {
        if (!Has(relativePath))
            return null;
        try
        {
            // Text readers take a byte order mark off, which JSON parsers refuse.
            return JsonNode.Parse(File.ReadAllText(Full(relativePath)));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{Full(relativePath)}' is not valid JSON: {e.Message} Download or copy the file again.", e);
        }
    }

    private string Full(string relativePath) => System.IO.Path.Combine(path, relativePath);
}
