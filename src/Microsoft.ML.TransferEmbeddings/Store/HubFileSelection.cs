using System.Text.RegularExpressions;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Store;

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
        // The model card, which states the license.
        "README.md",
    ];

    private const string Table = "model.safetensors", Model2Vec = "model2vec";

    public static bool IsDescription(string path) =>
        Descriptions.Contains(path) || (Module().Match(path) is { Success: true } module && Descriptions.Contains(module.Groups["file"].Value));

    /// <summary>The descriptions that decide which vectors a model gives, where a repository has them.</summary>
    /// <param name="modules">What modules.json names.</param>
    /// <param name="modelType"><c>model_type</c> of config.json; null where it says nothing.</param>
    /// <param name="forTexts">Whether texts will be encoded; otherwise the files tell whether the model is one of pictures alone.</param>
    /// <param name="isThere">Whether the repository has a file.</param>
    public static IEnumerable<string> Deciding(HubModules modules, string? modelType, bool forTexts, Func<string, bool> isThere)
    {
        // Model2Vec itself reads no more of a repository, and its cache holds no more.
        if (modelType == Model2Vec && isThere(Table) && isThere("tokenizer.json") && !isThere("modules.json"))
            return ["config.json"];
        // Pictures alone: a model of pictures and texts has a tokenizer too, though not where another tool fetched it for pictures.
        if (!forTexts && Preparations.Any(isThere) && !TokenizerFolder.FileNames.Except(["config.json"]).Append("modules.json").Any(isThere))
            return ["config.json", .. Preparations];
        string[] model = ["modules.json", "config.json", "config_sentence_transformers.json"];
        string[] encoder = ["config.json", "sentence_bert_config.json", "tokenizer_config.json"];
        // Beside a tokenizer.json no other vocabulary is looked at.
        var tokenizer = isThere(In(modules.Encoder, "tokenizer.json")) ? [] : TokenizerFolder.FileNames;
        return
        [
            .. model.Concat(encoder.Concat(tokenizer).Select(name => In(modules.Encoder, name)))
                .Concat(modules.Described.Select(folder => In(folder, "config.json")))
                .Distinct(),
        ];
    }

    /// <summary>All that <see cref="Weights"/> may choose.</summary>
    public static IEnumerable<string> Candidates(HubModules modules, string? graphFile) =>
    [
        .. modules.Weighted.Select(folder => In(folder, Table)),
        .. GraphsOf(modules),
        modules.IsStatic ? In(modules.Encoder, Table) : Table,
        .. graphFile is null ? Array.Empty<string>() : [graphFile],
    ];

    /// <summary>The weights, the table or graph last. What a graph has in files beside it, <see cref="WeightsBeside"/> tells.</summary>
    /// <param name="paths">The repository's files.</param>
    /// <param name="modelType"><c>model_type</c> of config.json; null where it says nothing.</param>
    /// <param name="modules">What modules.json names.</param>
    /// <param name="graphFile">The graph that the user wants; null for the usual one.</param>
    /// <returns>Nothing where the repository has no weights that can be used.</returns>
    public static IReadOnlyList<string> Weights(IReadOnlyCollection<string> paths, string? modelType, HubModules modules, string? graphFile = null)
    {
        string[] modulesWeights = [.. modules.Weighted.Select(folder => In(folder, Table)).Where(paths.Contains)];
        if (graphFile is not null)
            return paths.Contains(graphFile) ? [.. modulesWeights, graphFile] : [];
        if (modules.IsStatic && paths.Contains(In(modules.Encoder, Table)))
            return [.. modulesWeights, In(modules.Encoder, Table)];
        if (paths.Contains(Table) && modelType == Model2Vec)
            return [.. modulesWeights, Table];
        if (GraphsOf(modules).FirstOrDefault(paths.Contains) is { } graph)
            return [.. modulesWeights, graph];
        // A network's weights without a graph are of no use; a table has no model_type.
        return paths.Contains(Table) && modelType is null ? [.. modulesWeights, Table] : [];
    }

    /// <summary>The files beside a graph that hold weights of it, by their paths in the repository: those that the graph lists, whatever their names.</summary>
    /// <param name="graph">The last one of <see cref="Weights"/>.</param>
    /// <param name="file">Where it is on disk.</param>
    /// <returns>Nothing for a table, and for a graph that can't be read, as whoever opens it will say.</returns>
    public static IReadOnlyList<string> WeightsBeside(string graph, string file)
    {
        if (!graph.EndsWith(".onnx", StringComparison.Ordinal) || new FileInfo(file).Length > Array.MaxLength)
            return [];
        try
        {
            string folder = graph[..(graph.LastIndexOf('/') + 1)];
            return [.. OnnxGraphFile.ExternalFiles(File.ReadAllBytes(file), graph).Select(name => folder + name)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>Beside the encoder first, then in the repository itself, as the reader of a folder looks for them.</summary>
    private static IEnumerable<string> GraphsOf(HubModules modules) =>
        new[] { modules.Encoder, "" }.Distinct().SelectMany(folder => new[] { In(folder, "onnx/model.onnx"), In(folder, "model.onnx") });

    private static string In(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>The folders that sentence-transformers makes for the modules: 0_Transformer, 1_Pooling, 2_Dense, ….</summary>
    [GeneratedRegex(@"^[0-9]+_[A-Za-z0-9]+/(?<file>[^/]+)\z")]
    private static partial Regex Module();
}
