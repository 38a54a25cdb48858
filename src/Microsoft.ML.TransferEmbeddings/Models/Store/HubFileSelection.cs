using System.Text.RegularExpressions;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Models;

/// <summary>
/// Which files of a repository a model needs. The descriptions come first: they say which weights are the model's. A repository holds the same
/// weights many times over, for other frameworks and precisions.
/// </summary>
internal static partial class HubFileSelection
{
    /// <summary>Raised when more files are selected: what was whole before is looked at again.</summary>
    public const int Version = 2;

    /// <summary>How images are prepared: what an image model has where a text model has a vocabulary.</summary>
    private static readonly string[] Preparations = ["preprocessor_config.json", "processor_config.json"];

    private static readonly string[] Descriptions =
    [
        "modules.json", "config.json", "config_sentence_transformers.json", "sentence_bert_config.json", .. TokenizerFolder.FileNames, .. Preparations,
        // The model card, which states the licence.
        "README.md",
    ];

    private static readonly string[] Graphs = ["onnx/model.onnx", "model.onnx"];

    public static bool IsDescription(string path) =>
        Descriptions.Contains(path) || (Module().Match(path) is { Success: true } module && Descriptions.Contains(module.Groups["file"].Value));

    /// <summary>Whether a tokenizer can be made from the file, alone or with others beside it.</summary>
    public static bool IsVocabulary(string path) => TokenizerFolder.VocabularyNames.Contains(path[(path.LastIndexOf('/') + 1)..]);

    /// <summary>Whether the file says how images are prepared.</summary>
    public static bool IsPreparation(string path) => Preparations.Contains(path);

    /// <summary>The weights, the file that makes a model whole last.</summary>
    /// <param name="paths">The repository's files.</param>
    /// <param name="modelType"><c>model_type</c> of config.json; null where it says nothing.</param>
    /// <param name="graphFile">The graph that the user wants; null for the usual one.</param>
    /// <returns>Nothing where the repository has no weights that can be used.</returns>
    public static IReadOnlyList<string> Weights(IReadOnlyList<string> paths, string? modelType, string? graphFile = null)
    {
        const string table = "model.safetensors";
        string[] modules = [.. paths.Where(path => Module().Match(path) is { Success: true } module && module.Groups["file"].Value == table)];
        if (graphFile is not null)
            return paths.Contains(graphFile) ? WithGraph(graphFile) : [];
        if (modules.Any(path => path.StartsWith("0_StaticEmbedding/", StringComparison.Ordinal)))
            return modules;
        if (paths.Contains(table) && modelType == "model2vec")
            return [.. modules, table];
        if (Graphs.FirstOrDefault(paths.Contains) is { } graph)
            return WithGraph(graph);
        // A network's weights without a graph are of no use; a table has no model_type.
        return paths.Contains(table) && modelType is null ? [.. modules, table] : [];

        string[] WithGraph(string graph) => [.. modules, .. paths.Where(path => path == $"{graph}_data" || path == $"{graph}.data"), graph];
    }

    /// <summary>The folders that sentence-transformers makes for the modules behind the transformer: 1_Pooling, 2_Dense, ….</summary>
    [GeneratedRegex(@"^[0-9]+_[A-Za-z0-9]+/(?<file>[^/]+)\z")]
    private static partial Regex Module();
}
