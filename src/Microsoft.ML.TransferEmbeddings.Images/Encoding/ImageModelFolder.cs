namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>Reads a vision network and cuts its graph down to what makes the vector.</summary>
internal static class ImageModelFolder
{
    private static readonly string[] VisionGraphs = ["onnx/vision_model.onnx", "vision_model.onnx"];

    public static ImageModelSource Read(ModelFolder folder, ImageEmbeddingModelOptions options)
    {
        string? graph = options.GraphFile is null ? folder.FirstOf(VisionGraphs) : null;
        string file = graph ?? OnnxNetwork.FindFile(folder, options.GraphFile)
            ?? throw new FileNotFoundException($"The folder '{folder.Path}' holds no vision network: neither onnx/model.onnx nor model.onnx. Copy the model's files there; a PyTorch model can be exported with 'optimum-cli export onnx'.");
        var preprocessing = options.Preprocessing ?? ReadOwn(folder, file) ?? ImagePreprocessing.FromDirectory(folder.Path);
        return Create(OnnxNetwork.ReadFile(folder, file), preprocessing, options, folder.Path, folder.ReadLicense());
    }

    /// <summary>A graph that lies somewhere; files beside it may say how images are prepared.</summary>
    public static ImageModelSource Read(string graphPath, ImageEmbeddingModelOptions options)
    {
        string full = Path.GetFullPath(graphPath);
        if (!File.Exists(full))
        {
            throw new FileNotFoundException(
                Directory.Exists(full) ? $"'{full}' is a folder, and an ONNX file was expected. Give the path of the file, or use {nameof(ImageEmbeddingModel.FromDirectory)}." : $"There is no file '{full}'. Give the path of an ONNX file.", full);
        }
        var folder = new ModelFolder(Path.GetDirectoryName(full)!);
        string file = Path.GetFileName(full);
        var preprocessing = options.Preprocessing ?? ReadOwn(folder, file) ?? ReadBeside(folder, full);
        return Create(OnnxNetwork.ReadFile(folder, file), preprocessing, options, folder.Path, license: null);
    }

    /// <summary>Of a file beside the graph that has its name; null where there is none.</summary>
    private static ImagePreprocessing? ReadOwn(ModelFolder folder, string graph)
    {
        string own = Path.ChangeExtension(graph, ".preprocessor_config.json");
        return folder.Has(own) ? ImagePreprocessing.FromFile(Path.Combine(folder.Path, own)) : null;
    }

    /// <summary>Of the graph's folder, or of the one above where the graph lies in onnx/.</summary>
    private static ImagePreprocessing ReadBeside(ModelFolder folder, string graphPath)
    {
        var model = Path.GetFileName(folder.Path) == "onnx" ? new ModelFolder(Path.GetDirectoryName(folder.Path)!) : folder;
        try
        {
            return ImagePreprocessing.FromDirectory(model.Path);
        }
        catch (FileNotFoundException e)
        {
            throw new ArgumentException(
                $"Nothing says how images are prepared for '{graphPath}'. Set {nameof(ImageEmbeddingModelOptions.Preprocessing)} to what the model was trained with, or put its preprocessor_config.json beside it.", e);
        }
    }

    /// <summary>The same network with a vector of other layers.</summary>
    /// <exception cref="ArgumentException">The graph has no such layer, or one is named twice.</exception>
    public static ImageModelSource WithLayers(ImageModelSource source, IReadOnlyList<string> layers, bool normalize)
    {
        var (definition, graph, license) = source;
        var network = OnnxNetwork.Read(graph);
        string[] wanted = CheckLayers(new VisionGraph(network, definition.FileName), layers);
        return new ImageModelSource(definition.With(network.CutAt(wanted), definition.NetworkSettings with { Layers = wanted, Softmax = false, Normalize = normalize }), graph, license);
    }

    private static ImageModelSource Create(ModelFile graph, ImagePreprocessing preprocessing, ImageEmbeddingModelOptions options, string source, string? license)
    {
        var network = OnnxNetwork.Read(graph);
        string[] layers = ChooseLayers(new VisionGraph(network, Path.Combine(source, graph.Name)), options);
        var settings = new VisionNetworkSettings(
            PreprocessingSettings.Of(preprocessing),
            layers,
            options.Layout,
            options.Pooling?.Name,
            Softmax: options.Output == ImageOutput.Probabilities && options.Layers is null,
            options.FlipAveraging,
            options.Normalize);
        return new ImageModelSource(VisionNetworkDefinition.Create(network.CutAt(layers), settings, Path.Combine(source, graph.Name)), graph, license);
    }

    private static string[] ChooseLayers(VisionGraph graph, ImageEmbeddingModelOptions options)
    {
        if (options.Layers is { } wanted)
            return CheckLayers(graph, wanted);
        string found = options.Output == ImageOutput.Features ? graph.FindFeatures() : graph.FindLogits();
        return graph.Computes(found) ? [found] : throw graph.NotComputed(found);
    }

    private static string[] CheckLayers(VisionGraph graph, IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0 || wanted.Distinct().Count() < wanted.Count)
            throw new ArgumentException($"Layers names no layer, or one twice ({string.Join(", ", wanted)}). Name each once, or leave it null.", nameof(ImageEmbeddingModelOptions.Layers));
        foreach (string layer in wanted)
            graph.RequireTensor(layer);
        return [.. wanted];
    }
}
