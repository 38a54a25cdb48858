
namespace Microsoft.ML.TransferEmbeddings.Onnx;

/// <summary>Which of a folder's ONNX files is used.</summary>
internal static class OnnxGraphChoice
{
    /// <summary>What Optimum, sentence-transformers and Transformers.js write, most exact first.</summary>
    private static readonly string[] Names =
    [
        "model", "model_O1", "model_O2", "model_O3", "model_optimized", "model_fp16", "model_O4",
        "model_int8", "model_quantized", "model_uint8", "model_bnb4", "model_q4", "model_q4f16",
    ];

    /// <summary>The folder that holds the graph, and the graph's path in it; null where there is none.</summary>
    /// <param name="files">The folder of the encoder.</param>
    /// <param name="folder">The folder of the model; mostly the same.</param>
    /// <param name="wanted">The graph that the user wants, from the model's folder.</param>
    /// <exception cref="FileNotFoundException"><paramref name="wanted"/> is not there.</exception>
    /// <exception cref="NotSupportedException">There are several graphs and none has a known name.</exception>
    public static (ModelFolder Folder, string Graph)? Find(ModelFolder files, ModelFolder folder, string? wanted)
    {
        if (wanted is not null)
        {
            return folder.Has(wanted)
                ? (folder, wanted)
                : throw new FileNotFoundException($"The model folder '{folder.Path}' has no graph '{wanted}' (GraphFile), but {Show(folder)}. Name one of these.", wanted);
        }
        foreach (var place in files.Path == folder.Path ? [folder] : new[] { files, folder })
        {
            foreach (string name in Names)
            {
                if (place.FirstOf($"onnx/{name}.onnx", $"{name}.onnx") is { } graph)
                    return (place, graph);
            }
        }
        string[] others = [.. folder.Files("onnx", "*.onnx"), .. folder.Files("", "*.onnx")];
        return others switch
        {
            [] => null,
            [var only] => (folder, only),
            _ => throw new NotSupportedException($"The model folder '{folder.Path}' has several graphs and none of a known name: {Show(folder)}. Say which with GraphFile."),
        };
    }

    private static string Show(ModelFolder folder)
    {
        string[] graphs = [.. folder.Files("onnx", "*.onnx"), .. folder.Files("", "*.onnx")];
        return graphs.Length == 0 ? "none at all" : string.Join(", ", graphs);
    }
}
