using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>Tiny models as repositories hold them: with files that nobody needs beside those that are needed.</summary>
internal static class HubModels
{
    /// <summary>A sentence-transformers repository.</summary>
    /// <param name="folder">It is created.</param>
    /// <param name="rows">Rows of the table: 48 bytes each.</param>
    public static string WriteBert(string folder, int? rows = null)
    {
        TinyOnnxModel.Write(folder, vocabularySize: rows);
        Directory.CreateDirectory(Path.Combine(folder, "onnx"));
        File.Move(Path.Combine(folder, "model.onnx"), Path.Combine(folder, "onnx/model.onnx"));
        Write("onnx/model_quantized.onnx", "of no use");
        Write("model.safetensors", "of no use");
        Write("pytorch_model.bin", "of no use");
        Write("openvino/openvino_model.xml", "of no use");
        Write("train_script.py", "of no use");
        Write(".gitattributes", "of no use");
        Write("README.md", "---\nlicense: mit\n---\n");
        Write("config.json", """{ "model_type": "bert" }""");
        Write("tokenizer_config.json", "{}");
        Write("sentence_bert_config.json", """{ "max_seq_length": 64 }""");
        Write("modules.json", """
            [{ "path": "", "type": "sentence_transformers.models.Transformer" }, { "path": "1_Pooling", "type": "sentence_transformers.models.Pooling" }]
            """);
        Write("1_Pooling/config.json", """{ "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false }""");
        return folder;

        void Write(string path, string content)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllText(Path.Combine(folder, path), content);
        }
    }

    /// <summary>A Model2Vec repository, which may have an ONNX export too.</summary>
    public static string WriteStatic(string folder)
    {
        TinyStaticModel.Write(folder);
        Directory.CreateDirectory(Path.Combine(folder, "onnx"));
        File.WriteAllText(Path.Combine(folder, "onnx/model.onnx"), "of no use");
        return folder;
    }
}
