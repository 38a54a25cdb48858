using Microsoft.ML.TransferEmbeddings.Store;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>Which weights of a repository are the model's.</summary>
public sealed class HubFileSelectionTests
{
    [Theory]
    [InlineData("bert", "onnx/model.onnx model.onnx model.safetensors", "onnx/model.onnx")]
    [InlineData("bert", "model.onnx model.safetensors", "model.onnx")]
    [InlineData("bert", "onnx/model.onnx onnx/model.onnx_data onnx/model_fp16.onnx_data", "onnx/model.onnx")]
    [InlineData("bert", "model.onnx model.onnx.data", "model.onnx")]
    [InlineData("bert", "onnx/model.onnx 2_Dense/model.safetensors 2_Dense/pytorch_model.bin", "onnx/model.onnx")]
    [InlineData("bert", "onnx/model.onnx 2_Dense/model.safetensors 2_Dense/pytorch_model.bin", "2_Dense/model.safetensors onnx/model.onnx", "Transformer", "", "Pooling", "Dense")]
    [InlineData("bert", "onnx/model.onnx 0_Transformer/onnx/model.onnx 0_Transformer/model.safetensors", "0_Transformer/onnx/model.onnx", "Transformer", "0_Transformer")]
    [InlineData(null, "onnx/model.onnx 0_Transformer/model.safetensors", "onnx/model.onnx", "Transformer", "0_Transformer")]
    [InlineData("bert", "model.safetensors pytorch_model.bin", "")]
    [InlineData("model2vec", "model.safetensors onnx/model.onnx", "model.safetensors")]
    [InlineData("model2vec", "onnx/model.onnx", "onnx/model.onnx")]
    [InlineData(null, "model.safetensors onnx/model.onnx", "onnx/model.onnx")]
    [InlineData(null, "model.safetensors", "model.safetensors")]
    [InlineData(null, "0_StaticEmbedding/model.safetensors onnx/model.onnx", "0_StaticEmbedding/model.safetensors", "StaticEmbedding", "0_StaticEmbedding")]
    [InlineData(null, "model.safetensors onnx/model.onnx", "model.safetensors", "StaticEmbedding", "")]
    [InlineData(null, "README.md", "")]
    public void WeightsAreThoseThatTheReaderTakes(string? modelType, string paths, string expected, params string[] modules) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), HubFileSelection.Weights(paths.Split(' '), modelType, Modules(modules)));

    [Fact]
    public void GraphThatIsWantedIsTaken()
    {
        string[] paths = ["model.safetensors", "onnx/model.onnx", "onnx/model_int8.onnx", "onnx/model_int8.onnx_data", "2_Dense/model.safetensors"];
        var modules = Modules("Transformer", "", "Pooling", "Dense");
        Assert.Equal(["2_Dense/model.safetensors", "onnx/model_int8.onnx"], HubFileSelection.Weights(paths, "model2vec", modules, "onnx/model_int8.onnx"));
        Assert.Empty(HubFileSelection.Weights(paths, "bert", modules, "model_int8.onnx"));
    }

    [Theory]
    [InlineData("model.onnx_data", "onnx/model.onnx_data")]
    [InlineData("model.onnx_data_1", "onnx/model.onnx_data_1")]
    [InlineData("Weights.bin", "onnx/Weights.bin")]
    [InlineData(null)]
    public void WeightsBesideAGraphAreThoseThatItLists(string? weightsFile, params string[] expected)
    {
        using var folder = new TemporaryFolder();
        string graph = Path.Combine(TinyOnnxModel.Write(folder["model"], weightsFile: weightsFile), "model.onnx");
        Assert.Equal(expected, HubFileSelection.WeightsBeside("onnx/model.onnx", graph));
        File.WriteAllText(graph, "no graph at all");
        Assert.Empty(HubFileSelection.WeightsBeside("onnx/model.onnx", graph));
        Assert.Empty(HubFileSelection.WeightsBeside("model.safetensors", graph));
    }

    [Theory]
    [InlineData("tokenizer.json", true)]
    [InlineData("merges.txt", true)]
    [InlineData("sentencepiece.bpe.model", true)]
    [InlineData("spm.model", true)]
    [InlineData("sentencepiece.model", true)]
    [InlineData("0_Transformer/spm.model", true)]
    [InlineData("preprocessor_config.json", true)]
    [InlineData("processor_config.json", true)]
    [InlineData("1_Pooling/config.json", true)]
    [InlineData("0_StaticEmbedding/tokenizer.json", true)]
    [InlineData("onnx/config.json", false)]
    [InlineData("0_Transformer/sentence_bert_config.json", true)]
    [InlineData("1_Pooling/model.safetensors", false)]
    [InlineData("1_../config.json", false)]
    [InlineData("training/1_Pooling/config.json", false)]
    [InlineData("eval_results.json", false)]
    public void DescriptionsAreFilesThatSayWhatTheModelIs(string path, bool expected) => Assert.Equal(expected, HubFileSelection.IsDescription(path));

    /// <summary>The encoder, its folder, and the modules behind it; nothing for a repository without modules.json.</summary>
    private static HubModules Modules(params string[] names)
    {
        using var folder = new TemporaryFolder();
        if (names is [var encoder, var path, .. var behind])
            TinyModules.WriteEncoder(Directory.CreateDirectory(folder["model"]).FullName, encoder, path, behind);
        return HubModules.Read(folder["model"]);
    }
}
