using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Structure;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>What of a network is which part.</summary>
public class StructureTests
{
    [Theory]
    [InlineData("models/all-MiniLM-L6-v2/onnx/model.onnx")]
    [InlineData("models/all-MiniLM-L6-v2/onnx/model_quantized.onnx")]
    public void ATransformersBlocksAreFoundHoweverItWasExported(string path)
    {
        using var network = Read(path, "last_hidden_state");
        var groups = NetworkGroups.Of(network, new BlockMap(network.Nodes));
        Assert.Equal(["embeddings", .. Enumerable.Range(0, 6).Select(block => $"block {block}")], groups.Select(group => group.Name));
    }

    [Fact]
    public void ATransformersDropoutIsFound()
    {
        using var network = Read("models/all-MiniLM-L6-v2/onnx/model.onnx", "last_hidden_state");
        var blocks = new BlockMap(network.Nodes);
        Assert.Equal(6, blocks.Count);
        // The norm of the embeddings, and in each block the attention's weights, its product and that of the two layers after it.
        Assert.Equal(1 + (6 * 3), DropoutPlaces.Find(network.Nodes, blocks).Count);
    }

    [Fact]
    public void AllWeightsOfABlockAreInIt()
    {
        using var network = Read("models/all-MiniLM-L6-v2/onnx/model.onnx", "last_hidden_state");
        var groups = NetworkGroups.Of(network, new BlockMap(network.Nodes));
        // 384 dimensions, 1,536 in the middle; vocabulary, positions, types and a norm.
        const long square = 384 * 384, vector = 384;
        Assert.Equal(((30_522 + 512 + 2) * vector) + (2 * vector), groups[0].Count);
        Assert.All(groups.Skip(1), group => Assert.Equal((4 * (square + vector)) + (2 * 4 * square) + (4 * vector) + vector + (4 * vector), group.Count));
        Assert.Equal("block 3: 1,774,464", groups[4].ToString());
        Assert.All(groups.Skip(1), group => Assert.All(
            group.Weights.Where(name => name.Contains("layer.")), name => Assert.Contains($"layer.{group.Name["block ".Length..]}.", name)));
    }

    [Fact]
    public void AConvolutionalNetworksStagesAreFoundAndHaveNoDropout()
    {
        using var network = Read("models/efficientnet-lite0/onnx/model.onnx", "logits");
        var blocks = new BlockMap(network.Nodes);
        Assert.False(blocks.IsTransformer);
        Assert.Equal(6, blocks.Count);
        Assert.Empty(DropoutPlaces.Find(network.Nodes, blocks));
    }

    [Fact]
    public void WhatExportersWriteOutIsOneNodeAgain()
    {
        using var network = Read("models/all-MiniLM-L6-v2/onnx/model.onnx", "last_hidden_state");
        var counts = network.Nodes.All.CountBy(node => node.Type).ToDictionary();
        Assert.Equal(13, counts[Layers.Normalization]);
        Assert.Equal(6, counts[Layers.Gelu]);
        Assert.Equal(36, counts[Layers.Linear]);
        Assert.DoesNotContain("Erf", counts.Keys);
        Assert.DoesNotContain("ReduceMean", counts.Keys);
    }

    private static TrainableNetwork Read(string path, string output) => TrainableNetwork.Read(new ModelFile("model.onnx", File.ReadAllBytes(SharedFiles.Find(path))), output);
}
