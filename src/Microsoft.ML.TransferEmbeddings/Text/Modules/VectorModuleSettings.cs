
namespace Microsoft.ML.TransferEmbeddings.Text.Modules;

/// <summary>A module after the pooling, as modules.json and the module's config.json describe it. Saved in the model zip.</summary>
/// <param name="Type">The module's class name in sentence-transformers.</param>
/// <param name="Weights">The name of the part with its weights; null where it has none.</param>
/// <param name="Activation">The class name of Dense's activation function.</param>
/// <param name="Residual">Whether Dense adds its input.</param>
internal sealed record VectorModuleSettings(string Type, string? Weights = null, string? Activation = null, bool Residual = false)
{
    public const string Dense = "Dense", LayerNorm = "LayerNorm", Normalize = "Normalize";

    private const string SentenceVector = "sentence_embedding", DefaultActivation = "Tanh";

    /// <param name="type">The class name.</param>
    /// <param name="folder">The model's folder.</param>
    /// <param name="path">The module's folder in it.</param>
    /// <exception cref="NotSupportedException">The module asks for something that is not done here.</exception>
    public static VectorModuleSettings Read(string type, ModelFolder folder, string path)
    {
        if (type == Normalize)
            return new VectorModuleSettings(Normalize);
        string weights = $"{path}/model.safetensors";
        if (!folder.Has(weights))
        {
            throw folder.Has($"{path}/pytorch_model.bin")
                ? new NotSupportedException($"'{folder.Path}/{path}' has its weights in pytorch_model.bin, a Python pickle, which is not read. Save the model again with safe_serialization=True, which writes model.safetensors.")
                : new FileNotFoundException($"The model folder '{folder.Path}' lacks '{weights}', the weights of a {type} module. Copy the whole model into the folder.", weights);
        }
        string name = PartName(path);
        return type == LayerNorm ? new VectorModuleSettings(LayerNorm, name) : ReadDense(folder, path, name);
    }

    /// <summary>A zip has no folders of its own for a stage's files.</summary>
    public static string PartName(string path) => $"{path.Replace('/', '_')}.safetensors";

    private static VectorModuleSettings ReadDense(ModelFolder folder, string path, string weights)
    {
        var config = folder.ReadJson($"{path}/config.json");
        foreach (string setting in new[] { "module_input_name", "module_output_name" })
        {
            if (config.Text(setting) is { } name && name != SentenceVector)
                throw new NotSupportedException($"'{folder.Path}/{path}/config.json' has {setting} = '{name}'; {SentenceVector} is known. Use a model without it.");
        }
        string activation = (config.Text("activation_function") ?? DefaultActivation).Split('.')[^1];
        if (!Modules.Activation.Names.Contains(activation))
            throw new NotSupportedException($"'{folder.Path}/{path}/config.json' has the activation function '{activation}'; {string.Join(", ", Modules.Activation.Names)} are known. Use a model without it.");
        return new VectorModuleSettings(Dense, weights, activation, config.Flag("use_residual") ?? false);
    }
}
