using Microsoft.ML.TransferEmbeddings.Folders;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text.Folders;

/// <summary>Finds out what kind of text model a folder holds and what it says of it.</summary>
internal static class TextModelFolder
{
    private const int DefaultMaxTokens = 512;

    public static TextModelSource Read(ModelFolder folder, TextEmbeddingModelOptions options)
    {
        var modules = TextModules.Read(folder, options);
        var files = folder.Folder(modules.EncoderPath);
        var prompts = TextPrompts.Read(folder);
        var (definition, pooling) = ReadDefinition(folder, files, modules, prompts.Choose(options, folder.Path), options);
        return new TextModelSource(definition)
        {
            IsPoolingAssumed = pooling.IsAssumed,
            Reference = ModelReference.ToFolder(folder.Path, definition.Files),
            Prompts = prompts.ByName,
            License = ModelCard.ReadLicense(folder),
        };
    }

    /// <summary>A graph and a vocabulary that lie somewhere, without anything that tells more.</summary>
    public static TextModelSource Read(string graphPath, string tokenizerPath, TextEmbeddingModelOptions options)
    {
        foreach (string path in new[] { graphPath, tokenizerPath })
        {
            if (!File.Exists(path))
                throw new FileNotFoundException($"There is no file '{path}'. Give the paths of an ONNX file and of its tokenizer.json, vocab.txt, vocab.json or SentencePiece model.", path);
        }
        if (options.PromptName is { } name)
            throw new ArgumentException($"PromptName is '{name}' and an ONNX file names no prompts. Set Prompt to the text itself.", nameof(options));
        var folder = new ModelFolder(Path.GetDirectoryName(Path.GetFullPath(graphPath))!);
        var tokenizer = TokenizerFolder.Read(new ModelFolder(Path.GetDirectoryName(Path.GetFullPath(tokenizerPath))!), Path.GetFileName(tokenizerPath));
        ModelFile[] graphParts = [.. GraphParts(folder, Path.GetFileName(graphPath))];
        var pooling = options.Pooling is null ? PoolingChoice.Of(graphParts[0]) : PoolingChoice.Named;
        var settings = new OnnxTextSettings(
            MaxTokens: options.MaxTokens ?? DefaultMaxTokens,
            Pooling: options.Pooling ?? TextPooling.Mean,
            Vector: VectorSettings.Create([], truncateDim: null, options),
            Prompt: options.Prompt ?? "",
            TextOutput: pooling.TextOutput);
        var files = new ModelFiles([.. graphParts, .. tokenizer]);
        return new TextModelSource(OnnxTextDefinition.Create(files, WithLongText(settings, options), folder.Path)) { IsPoolingAssumed = pooling.IsAssumed };
    }

    private static (TextEncoderDefinition Definition, PoolingChoice Pooling) ReadDefinition(ModelFolder folder, ModelFolder files, TextModules modules, string prompt, TextEmbeddingModelOptions options)
    {
        // Model2Vec folders may hold an ONNX export too, and sentence-transformers' list of modules.
        bool hasTable = files.Has("model.safetensors") && TokenizerFolder.IsIn(files);
        bool isModel2Vec = IsModel2Vec(folder);
        if (options.GraphFile is null && hasTable && (isModel2Vec || modules.IsStatic))
            return (ReadStatic(folder, files, modules, isModel2Vec, prompt, options), PoolingChoice.Named);
        if (OnnxGraphChoice.Find(files, folder, options.GraphFile) is var (place, graph))
            return ReadOnnx(folder, files, place, graph, modules, isModel2Vec, prompt, options);
        if (hasTable)
            return (ReadStatic(folder, files, modules, isModel2Vec: true, prompt, options), PoolingChoice.Named);
        throw new FileNotFoundException(
            $"The folder '{folder.Path}' holds no text model: neither onnx/model.onnx nor model.onnx (an exported transformer), nor model.safetensors with tokenizer.json (a Model2Vec model). " +
            "Copy the model's files there; a PyTorch model can be exported with 'optimum-cli export onnx'.");
    }

    private static StaticTextDefinition ReadStatic(
        ModelFolder folder, ModelFolder files, TextModules modules, bool isModel2Vec, string prompt, TextEmbeddingModelOptions options)
    {
        if (options.Pooling is { } pooling && !pooling.Equals(TextPooling.Mean))
            throw new NotSupportedException($"The folder '{folder.Path}' holds a static model, which has mean pooling alone; {pooling} was asked for. Leave Pooling unset.");
        int? maxTokens = options.LongText == LongText.ChunkAndAverage ? null : options.MaxTokens ?? (isModel2Vec ? ReadModel2VecMaxTokens(folder) : null);
        var settings = new StaticTextSettings(maxTokens, ReadVector(folder, modules, isModel2Vec, options), prompt, KeepUnknown: !isModel2Vec);
        return StaticTextDefinition.Create(
            new ModelFiles([files.ReadFile(StaticTextDefinition.TableName), .. TokenizerFolder.Read(files, isConfigured: false), .. modules.ReadParts(folder, settings.Vector)]), settings, source: files.Path);
    }

    private static (OnnxTextDefinition, PoolingChoice) ReadOnnx(
        ModelFolder folder, ModelFolder files, ModelFolder place, string graph, TextModules modules, bool isModel2Vec, string prompt, TextEmbeddingModelOptions options)
    {
        ModelFile[] graphParts = [.. GraphParts(place, graph)];
        graphParts[0] = TextHalf.Of(graphParts[0]);
        var pooling = (options.Pooling ?? modules.Pooling) is null && !isModel2Vec ? PoolingChoice.Of(graphParts[0]) : PoolingChoice.Named;
        var settings = WithLongText(
            new OnnxTextSettings(
                MaxTokens: isModel2Vec && options.MaxTokens is null ? ReadModel2VecMaxTokens(folder) ?? OnnxTextSettings.AllTokens : ReadMaxTokens(files, options),
                Pooling: options.Pooling ?? modules.Pooling ?? TextPooling.Mean,
                Vector: ReadVector(folder, modules, isModel2Vec, options),
                Prompt: prompt,
                IncludePrompt: modules.IncludePrompt,
                SpecialTokens: !isModel2Vec,
                KeepUnknown: !isModel2Vec,
                TextOutput: pooling.TextOutput),
            options);
        var parts = new ModelFiles([.. graphParts, .. TokenizerFolder.Read(files, isConfigured: !isModel2Vec), .. modules.ReadParts(folder, settings.Vector)]);
        return (OnnxTextDefinition.Create(parts, settings, source: folder.Path, files.ReadJson("config.json").Count("vocab_size")), pooling);
    }

    private static bool IsModel2Vec(ModelFolder folder) => folder.ReadJson("config.json").Text("model_type") == "model2vec";

    /// <summary>As model2vec reads its config.json from version 0.10 on: null there is no cut, and nothing there is what was always cut.</summary>
    private static int? ReadModel2VecMaxTokens(ModelFolder folder)
    {
        const string name = "max_length";
        var config = folder.ReadJson("config.json");
        return config.Names.Contains(name) ? config.Count(name) : StaticTextDefinition.DefaultMaxTokens;
    }

    /// <summary>The graph, and files beside it that hold weights.</summary>
    private static IEnumerable<ModelFile> GraphParts(ModelFolder folder, string graph)
    {
        var part = folder.ReadFile(graph);
        yield return part.Named(OnnxTextDefinition.GraphName);
        IReadOnlyCollection<string> files;
        try
        {
            files = OnnxGraphFile.ExternalFiles(part.Content, graph);
        }
        catch (InvalidDataException)
        {
            // Who opens the graph says so.
            yield break;
        }
        foreach (string file in files)
        {
            if (file != Path.GetFileName(file))
                throw new NotSupportedException($"The graph '{folder.Path}/{graph}' has weights in '{file}', in another folder. Export it with its weights beside it.");
            yield return folder.ReadFile(Path.Combine(Path.GetDirectoryName(graph)!, file));
        }
    }

    /// <summary>
    /// What sentence-transformers uses: max_seq_length, else the smaller one of what the tokenizer and the network allow. The tokenizer file's own
    /// truncation does not count there either.
    /// </summary>
    private static int ReadMaxTokens(ModelFolder folder, TextEmbeddingModelOptions options)
    {
        const double unlimited = 1_000_000;
        int? positions = folder.ReadJson("config.json").Count("max_position_embeddings");
        int? stated = folder.ReadJson("sentence_bert_config.json").Count("max_seq_length");
        if (options.MaxTokens is null && stated > positions)
            throw new InvalidDataException($"'{folder.Path}/sentence_bert_config.json' asks for {stated:N0} tokens and the network has {positions:N0} positions (max_position_embeddings of config.json). Set MaxTokens in TextEmbeddingModelOptions.");
        if (folder.ReadJson("tokenizer_config.json").Text("truncation_side") == "left")
            throw new NotSupportedException($"'{folder.Path}/tokenizer_config.json' cuts long texts on the left side, which this version does not do. Set truncation_side to right for vectors of the texts' beginnings.");
        if (options.MaxTokens > positions)
            throw new ArgumentException($"MaxTokens is {options.MaxTokens:N0} and the model in '{folder.Path}' has {positions:N0} positions (max_position_embeddings of config.json). Set it to {positions:N0} or less.", nameof(options));
        double length = folder.ReadJson("tokenizer_config.json").Number("model_max_length") ?? unlimited;
        return options.MaxTokens
            ?? stated
            ?? (length is >= 1 and < unlimited ? Math.Min((int)length, positions ?? int.MaxValue) : positions ?? DefaultMaxTokens);
    }

    /// <summary>model2vec looks at its own config.json alone.</summary>
    private static VectorSettings ReadVector(ModelFolder folder, TextModules modules, bool isModel2Vec, TextEmbeddingModelOptions options)
    {
        var behind = modules.BehindPooling.Select(module => module.Settings);
        if (isModel2Vec)
            behind = folder.ReadJson("config.json").Flag("normalize") ?? false ? [new VectorModuleSettings(VectorModuleSettings.Normalize)] : [];
        return VectorSettings.Create(behind, folder.ReadJson("config_sentence_transformers.json").Count("truncate_dim"), options);
    }

    private static OnnxTextSettings WithLongText(OnnxTextSettings settings, TextEmbeddingModelOptions options) =>
        options.LongText == LongText.Truncate
            ? settings
            : settings with { LongText = options.LongText, ChunkOverlap = options.ChunkOverlap ?? settings.MaxTokens / TextEmbeddingModelOptions.DefaultOverlapShare };
}
