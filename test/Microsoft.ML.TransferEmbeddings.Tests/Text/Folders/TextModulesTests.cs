using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.Folders;

/// <summary>The modules behind the pooling, in the order of modules.json.</summary>
public sealed class TextModulesTests : IDisposable
{
    private const string Text = "the good text of row number 7";
    private readonly TemporaryFolder folder = new();

    public TextModulesTests() => TinyOnnxModel.Write(Model);

    private string Model => folder["model"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("torch.nn.modules.linear.Identity")]
    [InlineData("torch.nn.modules.activation.Tanh")]
    [InlineData("torch.nn.modules.activation.ReLU")]
    [InlineData("torch.nn.modules.activation.GELU")]
    [InlineData("torch.nn.modules.activation.Sigmoid")]
    [InlineData("torch.nn.modules.activation.SiLU")]
    [InlineData(null)]
    public void DenseIsComputed(string? activation)
    {
        float[] pooled = Embed();
        TinyModules.Write(Model, "Pooling", "Dense");
        var (weight, bias) = TinyModules.WriteDense(Model, "2_Dense", TinyOnnxModel.Dimension, 5, activation);
        var expected = new float[5];
        for (int i = 0; i < expected.Length; i++)
        {
            float sum = bias[i] + pooled.Select((value, j) => value * weight[i * pooled.Length + j]).Sum();
            expected[i] = (activation ?? "Tanh").Split('.')[^1] switch
            {
                "Tanh" => MathF.Tanh(sum),
                "ReLU" => MathF.Max(0, sum),
                "GELU" => (float)(sum * NormalDistribution(sum)),
                "Sigmoid" => 1 / (1 + MathF.Exp(-sum)),
                "SiLU" => sum / (1 + MathF.Exp(-sum)),
                _ => sum,
            };
        }
        AssertClose(expected, Embed());
    }

    [Fact]
    public void ResidualIsAdded()
    {
        float[] pooled = Embed();
        TinyModules.Write(Model, "Pooling", "Dense");
        TinyModules.WriteDense(Model, "2_Dense", TinyOnnxModel.Dimension, TinyOnnxModel.Dimension, "torch.nn.Tanh");
        float[] dense = Embed();
        TinyModules.WriteDense(Model, "2_Dense", TinyOnnxModel.Dimension, TinyOnnxModel.Dimension, "torch.nn.Tanh", more: ", \"use_residual\": true");
        AssertClose([.. dense.Zip(pooled, (a, b) => a + b)], Embed());
    }

    [Fact]
    public void LayerNormIsComputed()
    {
        float[] pooled = Embed();
        TinyModules.Write(Model, "Pooling", "LayerNorm");
        float[] weight = TinyTensors.Random(1, pooled.Length), bias = TinyTensors.Random(2, pooled.Length);
        TinyTensors.Write(folder["model/2_LayerNorm/model.safetensors"], TinyTensors.Singles("norm.weight", weight, pooled.Length), TinyTensors.Singles("norm.bias", bias, pooled.Length));
        double mean = pooled.Average(), variance = pooled.Average(value => (value - mean) * (value - mean));
        AssertClose([.. pooled.Select((value, i) => (float)((value - mean) / Math.Sqrt(variance + 1e-5) * weight[i] + bias[i]))], Embed());
    }

    [Fact]
    public void ModulesAreAppliedInTheirOrder()
    {
        TinyModules.WriteDense(Model, "3_Dense", TinyOnnxModel.Dimension, 5, "torch.nn.Identity");
        TinyModules.Write(Model, "Pooling", "Normalize", "Dense");
        float[] after = Embed();
        TinyModules.WriteDense(Model, "2_Dense", TinyOnnxModel.Dimension, 5, "torch.nn.Identity");
        TinyModules.Write(Model, "Pooling", "Dense", "Normalize", "Dropout");
        float[] before = Embed();
        Assert.NotEqual(1, TensorPrimitives.Norm<float>(after), 1e-3f);
        Assert.Equal(1, TensorPrimitives.Norm<float>(before), 1e-5f);
    }

    [Fact]
    public void TwoDensesKeepTheirWeightsApartInTheZip()
    {
        TinyModules.Write(Model, "Pooling", "Dense", "Dense");
        TinyModules.WriteDense(Model, "2_Dense", TinyOnnxModel.Dimension, 7, "torch.nn.Tanh");
        TinyModules.WriteDense(Model, "3_Dense", 7, 5, "torch.nn.Tanh");
        using var model = TextEmbeddingModel.FromDirectory(Model);
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new { Text }]);
        using var stage = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data);
        ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(stage.Fingerprint, loaded.Fingerprint);
        Assert.Equal(model.Embed(Text), Microsoft.ML.Data.ColumnCursorExtensions.GetColumn<float[]>(loaded.Transform(data), "Features").Single());
    }

    [Fact]
    public void WhatCannotBeDoneRightIsRefused()
    {
        TinyModules.Write(Model, "Pooling", "Dense");
        AssertRefused<FileNotFoundException>("2_Dense/model.safetensors");
        TinyModules.WriteDense(Model, "2_Dense", TinyOnnxModel.Dimension, 5, "torch.nn.Tanh");
        File.Move(folder["model/2_Dense/model.safetensors"], folder["model/2_Dense/pytorch_model.bin"]);
        AssertRefused<NotSupportedException>("pytorch_model.bin", "safe_serialization");
        TinyModules.WriteDense(Model, "2_Dense", TinyOnnxModel.Dimension, 5, "mine.Wave");
        AssertRefused<NotSupportedException>("2_Dense/config.json", "Wave", "Tanh");
        TinyModules.WriteDense(Model, "2_Dense", TinyOnnxModel.Dimension, 5, "torch.nn.Tanh", ", \"module_input_name\": \"token_embeddings\"");
        AssertRefused<NotSupportedException>("2_Dense/config.json", "token_embeddings");
        TinyModules.WriteDense(Model, "2_Dense", TinyOnnxModel.Dimension + 1, 5, "torch.nn.Tanh");
        AssertRefused<InvalidDataException>("2_Dense/model.safetensors", "linear.weight");
        TinyModules.Write(Model, "Normalize", "Pooling");
        AssertRefused<NotSupportedException>("modules.json", "Pooling");
        TinyModules.WriteDense(Model, "2_Dense", TinyOnnxModel.Dimension, 5, "torch.nn.Tanh");
        TinyModules.Write(Model, "Pooling", "Dense");
        TinyOnnxModel.Write(Model, output: null, sentenceOutput: "sentence_embedding");
        AssertRefused<NotSupportedException>("model.onnx", "sentence_embedding", "token_embeddings");
    }

    [Fact]
    public void ModuleOutsideTheFolderIsRefused()
    {
        TinyModules.WriteEncoder(Model, "Transformer", "../elsewhere", "Pooling");
        AssertRefused<InvalidDataException>("../elsewhere", "outside");
    }

    private float[] Embed()
    {
        using var model = TextEmbeddingModel.FromDirectory(Model);
        return model.Embed(Text);
    }

    private void AssertRefused<TException>(params string[] named)
        where TException : Exception
    {
        var error = Assert.Throws<TException>(() => TextEmbeddingModel.FromDirectory(Model).Dimension);
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    /// <summary>By Simpson's rule from -8: another way than the code under test.</summary>
    private static double NormalDistribution(double x)
    {
        const int steps = 2000;
        double width = (x + 8) / steps, sum = 0;
        for (int i = 0; i <= steps; i++)
        {
            double t = -8 + i * width, weight = i is 0 or steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.Exp(-t * t / 2);
        }
        return sum * width / 3 / Math.Sqrt(2 * Math.PI);
    }
}
