using Microsoft.ML.TransferEmbeddings.Text.Modules;

namespace Microsoft.ML.TransferEmbeddings.Text.Folders;

/// <summary>sentence-transformers' modules.json and the config.json of every module, in the form of any of its versions.</summary>
internal sealed class TextModules
{
    private const string Known = "Transformer, StaticEmbedding, Pooling, Dense, LayerNorm, Dropout and Normalize";

    private bool poolingIsTold;

    private TextModules()
    {
    }

    /// <summary>The first module's folder in the model's folder; empty for that itself.</summary>
    public string EncoderPath { get; private set; } = "";

    /// <summary>Whether the first module is a table of token vectors.</summary>
    public bool IsStatic { get; private set; }

    /// <summary>Null where there is no Pooling module.</summary>
    public TextPooling? Pooling { get; private set; }

    public bool IncludePrompt { get; private set; } = true;

    public List<(VectorModuleSettings Settings, string Path)> BehindPooling { get; } = [];

    /// <exception cref="FileNotFoundException">The pooling that the folder names is not there, and the options name none.</exception>
    /// <exception cref="NotSupportedException">The folder asks for something that is not done here, and vectors without it would be only nearly right.</exception>
    public static TextModules Read(ModelFolder folder, TextEmbeddingModelOptions options)
    {
        var modules = new TextModules { poolingIsTold = options.Pooling is not null };
        string previous = "";
        foreach (var module in folder.ReadJson("modules.json").Items())
        {
            // The class name alone: older and newer files have it in different namespaces.
            string type = (module.Text("type") ?? "").Split('.')[^1];
            modules.Add(folder, type, module.Text("path") ?? "", isFirst: previous.Length == 0, previous);
            previous = type;
        }
        if (!folder.HasFolder(modules.EncoderPath))
            throw new InvalidDataException($"'{folder.Path}/modules.json' names the folder '{modules.EncoderPath}', which is not there. Download or copy the whole model again.");
        if (folder.Folder(modules.EncoderPath).ReadJson("sentence_bert_config.json").Flag("do_lower_case") == true)
            throw new NotSupportedException($"'{folder.Path}/sentence_bert_config.json' has do_lower_case = true, which this version does not apply. Set it to false if the tokenizer lower-cases by itself.");
        return modules;
    }

    /// <summary>The weights of the modules that are used.</summary>
    public IEnumerable<ModelFile> ReadParts(ModelFolder folder, VectorSettings used) =>
        BehindPooling.Where(module => module.Settings.Weights is not null && used.Modules.Contains(module.Settings))
            .Select(module => folder.ReadFile($"{module.Path}/model.safetensors").Named(module.Settings.Weights!));

    private void Add(ModelFolder folder, string type, string path, bool isFirst, string previous)
    {
        if (isFirst != type is "Transformer" or "StaticEmbedding" || (type == "Pooling" && previous != "Transformer"))
            throw new NotSupportedException($"'{folder.Path}/modules.json' has a module '{type}' {(isFirst ? "first" : $"after '{previous}'")}; {Known} are known, an encoder first and Pooling after it. Use a model without it.");
        switch (type)
        {
            case "Transformer" or "StaticEmbedding":
                EncoderPath = path == "." ? "" : path;
                IsStatic = type == "StaticEmbedding";
                break;
            case "Pooling":
                ReadPooling(folder, path);
                break;
            case "Dropout":
                break;
            case VectorModuleSettings.Dense or VectorModuleSettings.LayerNorm or VectorModuleSettings.Normalize:
                BehindPooling.Add((VectorModuleSettings.Read(type, folder, path), path));
                break;
            default:
                throw new NotSupportedException($"'{folder.Path}/modules.json' has a module '{type}'; {Known} are known. Use a model without it.");
        }
    }

    private void ReadPooling(ModelFolder folder, string path)
    {
        var config = folder.ReadJson($"{path}/config.json");
        if (!config.Exists && !poolingIsTold)
            throw new FileNotFoundException($"'{folder.Path}/modules.json' names a pooling, and its '{path}/config.json' is missing. Copy the whole model into the folder, or set Pooling in TextEmbeddingModelOptions.");
        IncludePrompt = config.Flag("include_prompt") ?? true;
        string[] flags = [.. config.FlagsThatAreSet().Where(name => name.StartsWith("pooling_mode_", StringComparison.Ordinal))];
        var modes = config.Texts("pooling_mode") ?? [.. FlagsInOrder.Where(flag => flags.Contains(flag.Name)).Select(flag => flag.Mode)];
        string? unknown = flags.FirstOrDefault(name => !FlagsInOrder.Any(flag => flag.Name == name));
        try
        {
            if (unknown is not null)
                throw new FormatException($"'{unknown}' is not a pooling.");
            Pooling = modes.Count == 0 ? TextPooling.Mean : TextPooling.Parse(string.Join('+', modes));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new NotSupportedException($"'{folder.Path}/{path}/config.json' asks for a pooling that is not known: {e.Message} Use a model without it.", e);
        }
    }

    /// <summary>The older form has a flag each; their vectors stand side by side in this order, whatever the order in the file.</summary>
    private static readonly (string Name, string Mode)[] FlagsInOrder =
    [
        ("pooling_mode_cls_token", "cls"),
        ("pooling_mode_max_tokens", "max"),
        ("pooling_mode_mean_tokens", "mean"),
        ("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens"),
        ("pooling_mode_weightedmean_tokens", "weightedmean"),
        ("pooling_mode_lasttoken", "lasttoken"),
    ];
}
