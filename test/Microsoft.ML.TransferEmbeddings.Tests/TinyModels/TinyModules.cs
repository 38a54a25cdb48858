using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>Makes a model's folder one of sentence-transformers: modules.json and what belongs to it.</summary>
internal static class TinyModules
{
    /// <param name="folder">The model's folder.</param>
    /// <param name="modules">The modules behind the encoder by class name; their folders are "1_Pooling" and so on.</param>
    public static void Write(string folder, params string[] modules) => WriteEncoder(folder, "Transformer", "", modules);

    public static void WriteEncoder(string folder, string encoder, string encoderPath, params string[] modules)
    {
        var list = new JsonArray { Module(0, "sentence_transformers.models", encoder, encoderPath) };
        for (int i = 0; i < modules.Length; i++)
            list.Add(Module(i + 1, i % 2 == 0 ? "sentence_transformers.models" : "sentence_transformers.base.modules", modules[i], PathOf(i + 1, modules[i])));
        File.WriteAllText(Path.Combine(folder, "modules.json"), list.ToJsonString());
        if (modules is ["Pooling", ..] && !File.Exists(Path.Combine(folder, "1_Pooling/config.json")))
            WritePooling(folder, """{"pooling_mode": "mean"}""");
    }

    public static void WritePooling(string folder, string config)
    {
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(folder, "1_Pooling/config.json"), config);
    }

    public static void WritePrompts(string folder, string json) => File.WriteAllText(Path.Combine(folder, "config_sentence_transformers.json"), json);

    /// <returns>Weights and bias.</returns>
    public static (float[] Weight, float[] Bias) WriteDense(string folder, string path, int inputs, int outputs, string? activation, string? more = null)
    {
        float[] weight = TinyTensors.Random(inputs + outputs, inputs * outputs), bias = TinyTensors.Random(outputs, outputs);
        TinyTensors.Write(
            Path.Combine(folder, path, "model.safetensors"),
            TinyTensors.Singles("linear.weight", weight, outputs, inputs),
            TinyTensors.Singles("linear.bias", bias, outputs));
        string function = activation is null ? "" : $", \"activation_function\": \"{activation}\"";
        File.WriteAllText(Path.Combine(folder, path, "config.json"), $$"""{"in_features": {{inputs}}, "out_features": {{outputs}}, "bias": true{{function}}{{more}}}""");
        return (weight, bias);
    }

    private static string PathOf(int index, string type) => $"{index}_{type}";

    private static JsonObject Module(int index, string place, string type, string path) =>
        new() { ["idx"] = index, ["name"] = $"{index}", ["path"] = path, ["type"] = $"{place}.{type}" };
}
