using Microsoft.ML.TransferEmbeddings.Models;

namespace Microsoft.ML.TransferEmbeddings.Tests.Models.Store;

/// <summary>Which weights of a repository are the model's.</summary>
public sealed class HubFileSelectionTests
{
    [Theory]
    [InlineData("bert", "onnx/model.onnx model.onnx model.safetensors", "onnx/model.onnx")]
    [InlineData("bert", "model.onnx model.safetensors", "model.onnx")]
    [InlineData("bert", "onnx/model.onnx onnx/model.onnx_data onnx/model_fp16.onnx_data", "onnx/model.onnx_data onnx/model.onnx")]
    [InlineData("bert", "model.onnx model.onnx.data", "model.onnx.data model.onnx")]
    [InlineData("bert", "onnx/model.onnx 2_Dense/model.safetensors 2_Dense/pytorch_model.bin", "2_Dense/model.safetensors onnx/model.onnx")]
    [InlineData("bert", "model.safetensors pytorch_model.bin", "")]
    [InlineData("model2vec", "model.safetensors onnx/model.onnx", "model.safetensors")]
    [InlineData("model2vec", "onnx/model.onnx", "onnx/model.onnx")]
    [InlineData(null, "model.safetensors onnx/model.onnx", "onnx/model.onnx")]
    [InlineData(null, "model.safetensors", "model.safetensors")]
    [InlineData(null, "0_StaticEmbedding/model.safetensors onnx/model.onnx", "0_StaticEmbedding/model.safetensors")]
    [InlineData(null, "README.md", "")]
    public void WeightsAreThoseThatTheReaderTakes(string? modelType, string paths, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), HubFileSelection.Weights(paths.Split(' '), modelType));

    [Fact]
    public void GraphThatIsWantedIsTaken()
    {
        string[] paths = ["model.safetensors", "onnx/model.onnx", "onnx/model_int8.onnx", "onnx/model_int8.onnx_data", "2_Dense/model.safetensors"];
        Assert.Equal(["2_Dense/model.safetensors", "onnx/model_int8.onnx_data", "onnx/model_int8.onnx"], HubFileSelection.Weights(paths, "model2vec", "onnx/model_int8.onnx"));
        Assert.Empty(HubFileSelection.Weights(paths, "bert", "model_int8.onnx"));
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
}
