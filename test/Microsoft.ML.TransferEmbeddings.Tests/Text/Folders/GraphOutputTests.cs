using Google.Protobuf;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.Folders;

/// <summary>Folders as exporters write them: no modules.json names a pooling, and the graph may have the answer itself.</summary>
public sealed class GraphOutputTests : IDisposable
{
    private const string Text = "the good text of row number 7";
    private readonly TemporaryFolder folder = new();

    private string Model => folder["model"];

    public void Dispose() => folder.Dispose();

    /// <summary>As BGE and GTE are exported: the first token is in the graph.</summary>
    [Theory]
    [InlineData("sentence_embedding")]
    [InlineData("text_embeds")]
    [InlineData("dense_vecs")]
    public void TheGraphsOwnVectorIsTheModels(string output)
    {
        WriteFirstToken(output);
        float[] expected = Embed(TextPooling.Cls);
        Assert.NotEqual(Embed(TextPooling.Mean), expected);
        Assert.Equal(expected, Embed(pooling: null));
        using var model = TextEmbeddingModel.FromDirectory(Model);
        var description = model.Describe();
        Assert.Equal((null, false, output), (description.Pooling, description.IsPoolingAssumed, description.GraphOutput));
        Assert.Contains($"by the graph ({output})", description.ToString());
        Assert.Equal(model.Fingerprint, Saved(model).Fingerprint);
        Assert.Equal(expected, Saved(model).Vector);
        using var alone = TextEmbeddingModel.FromOnnx(folder["model/model.onnx"], folder["model/vocab.txt"]);
        Assert.Equal(expected, alone.Embed(Text));
    }

    /// <summary>As EmbeddingGemma and CLIP are exported: more than a pooling is in the graph, and the vector has another length.</summary>
    [Fact]
    public void WhatTheGraphDoesAfterThePoolingCounts()
    {
        WriteFirstToken("first", graph =>
        {
            graph.Graph.Output.RemoveAt(1);
            graph.Graph.Initializer.Add(new TestGraph(columns: 1, seed: 3).Tensor("projection", DataType.Float, TinyOnnxModel.Dimension, 5));
            graph.Graph.Node.Add(new NodeProto { OpType = "MatMul", Input = { "first", "projection" }, Output = { "sentence_embedding" } });
            graph.Graph.Output.Add(Value("sentence_embedding", "batch", 5));
        });
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Equal(5, model.Dimension);
        var together = model.Embed([Text, "bad", "the good row"], new EmbeddingExecutionOptions { MaxBatchTokens = 1000 });
        Assert.All(model.Embed(Text).Zip(together[0]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void APoolingThatIsNamedIsDone()
    {
        WriteFirstToken("sentence_embedding");
        float[] first = Embed(pooling: null), mean = Embed(TextPooling.Mean);
        TinyModules.Write(Model, "Pooling");
        Assert.Equal(mean, Embed(pooling: null));
        Assert.NotEqual(first, mean);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.Equal((TextPooling.Mean, false, "last_hidden_state"), (model.Describe().Pooling, model.Describe().IsPoolingAssumed, model.Describe().GraphOutput));
        Assert.Empty(Warnings(model));
    }

    /// <summary>E5's mean is right, BGE's is not: nothing in such a folder says which it is.</summary>
    [Fact]
    public void AMeanThatNobodyNamesIsSaidOnceWhenAStageIsMade()
    {
        TinyOnnxModel.Write(Model);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        Assert.True(model.Describe().IsPoolingAssumed);
        Assert.Contains("mean (assumed", model.Describe().ToString());
        string warning = Assert.Single(Warnings(model));
        Assert.Contains("model.onnx", warning);
        Assert.Contains(nameof(TextEmbeddingModelOptions.Pooling), warning);
        using var told = TextEmbeddingModel.FromDirectory(Model, new() { Pooling = TextPooling.Mean });
        Assert.False(told.Describe().IsPoolingAssumed);
        Assert.Empty(Warnings(told));
        Assert.Equal(model.Fingerprint, told.Fingerprint);
    }

    [Fact]
    public void ThePoolerIsNotTheVectorOfTheTextBesideTokenVectors()
    {
        WriteFirstToken("pooler_output");
        Assert.Equal(Embed(TextPooling.Mean), Embed(pooling: null));
        Edit(model => model.Graph.Output.RemoveAt(0));
        Assert.Equal("pooler_output", Describe().GraphOutput);
    }

    [Fact]
    public void SeveralVectorsOfATextAreRefusedUnlessANameSaysWhich()
    {
        WriteFirstToken("one", model => AddFirstToken(model, "two"));
        var error = Assert.Throws<NotSupportedException>(() => TextEmbeddingModel.FromDirectory(Model));
        Assert.All(["model.onnx", "one, two", "sentence_embedding", "Pooling"], part => Assert.Contains(part, error.Message));
        Assert.Equal("last_hidden_state", Describe(new() { Pooling = TextPooling.Mean }).GraphOutput);
        Edit(model => AddFirstToken(model, "sentence_embedding"));
        Assert.Equal("sentence_embedding", Describe().GraphOutput);
    }

    [Theory]
    [InlineData("logits")]
    [InlineData("start_logits")]
    public void AClassifierIsNoEncoder(string output)
    {
        TinyOnnxModel.Write(folder["tokens"], output: output);
        TinyOnnxModel.Write(folder["texts"], output: null, sentenceOutput: output);
        foreach (string name in new[] { "tokens", "texts" })
        {
            var error = Assert.Throws<NotSupportedException>(() => TextEmbeddingModel.FromDirectory(folder[name]).Dimension);
            Assert.All(["model.onnx", output], part => Assert.Contains(part, error.Message));
        }
    }

    /// <summary>Three axes are not yet tokens.</summary>
    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(0, 2, 1)]
    public void AxesInAnotherOrderAreRefused(long first, long second, long third)
    {
        TinyOnnxModel.Write(Model);
        Edit(model =>
        {
            model.Graph.Node.Add(new NodeProto { OpType = "Transpose", Input = { "last_hidden_state" }, Output = { "turned" }, Attribute = { TestGraph.Attribute("perm", [first, second, third]) } });
            model.Graph.Output.Clear();
            model.Graph.Output.Add(Value("turned", "a", "b", "c"));
        });
        var error = Assert.Throws<InvalidDataException>(() => TextEmbeddingModel.FromDirectory(Model).Dimension);
        Assert.All(["model.onnx", "turned"], part => Assert.Contains(part, error.Message));
    }

    private void WriteFirstToken(string output, Action<ModelProto>? edit = null)
    {
        TinyOnnxModel.Write(Model);
        Edit(model =>
        {
            AddFirstToken(model, output);
            edit?.Invoke(model);
        });
    }

    private static void AddFirstToken(ModelProto model, string output)
    {
        if (!model.Graph.Initializer.Any(tensor => tensor.Name == "zero"))
            model.Graph.Initializer.Add(new TensorProto { Name = "zero", DataType = (int)DataType.Int64, Int64Data = { 0 } });
        model.Graph.Node.Add(new NodeProto { OpType = "Gather", Input = { "last_hidden_state", "zero" }, Output = { output }, Attribute = { TestGraph.Attribute("axis", 1) } });
        model.Graph.Output.Add(Value(output, "batch", TinyOnnxModel.Dimension));
    }

    private void Edit(Action<ModelProto> edit)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["model/model.onnx"]));
        edit(model);
        File.WriteAllBytes(folder["model/model.onnx"], model.ToByteArray());
    }

    private static ValueInfoProto Value(string name, params object[] shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.AddRange(shape.Select(size => size is int fixedSize
            ? new TensorShapeProto.Types.Dimension { DimValue = fixedSize }
            : new TensorShapeProto.Types.Dimension { DimParam = (string)size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = dimensions } } };
    }

    private float[] Embed(TextPooling? pooling)
    {
        using var model = TextEmbeddingModel.FromDirectory(Model, new() { Pooling = pooling });
        return model.Embed(Text);
    }

    private TextEmbeddingModelDescription Describe(TextEmbeddingModelOptions? options = null)
    {
        using var model = TextEmbeddingModel.FromDirectory(Model, options);
        return model.Describe();
    }

    private (string Fingerprint, float[] Vector) Saved(TextEmbeddingModel model)
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new { Text }]);
        using (var stage = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data))
            ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        return (loaded.Fingerprint, loaded.Transform(data).GetColumn<float[]>("Features").Single());
    }

    private static List<string> Warnings(TextEmbeddingModel model)
    {
        var warnings = new List<string>();
        var ml = new MLContext();
        ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(e.Message);
        };
        var data = ml.Data.LoadFromEnumerable([new { Text }]);
        using var stage = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data);
        stage.Transform(data).GetColumn<float[]>("Features").Count();
        return warnings;
    }
}
