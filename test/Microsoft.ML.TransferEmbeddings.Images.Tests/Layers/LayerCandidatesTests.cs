using Microsoft.ML.TransferEmbeddings.Images.Layers;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images.Layers;

/// <summary>What is compared where the user names no layers.</summary>
public class LayerCandidatesTests
{
    [Fact]
    public void LastMapOfEachSizeEndsAStage() => Assert.Equal(
        ["b", "d", "e"],
        LayerCandidates.Of([new("a", [8, 16, 16], "Conv"), new("b", [8, 16, 16], "Relu"), new("c", [12, 8, 8], "Conv"), new("d", [24, 8, 8], "Add"),
            new("e", [24, 4, 2], "Conv"), new("f", [24, 1, 1], "GlobalAveragePool"), new("g", [24], "Flatten")]));

    [Fact]
    public void QuartersOfATransformersSums() => Assert.Equal(
        ["sum2", "sum4", "sum6", "sum8"],
        LayerCandidates.Of([new("patches", [8, 4, 4], "Conv"), .. Enumerable.Range(1, 8).SelectMany(i => new ImageLayer[]
        {
            new($"heads{i}", [2, 16, 16], "Softmax"), new($"norm{i}", [16, 8], "LayerNormalization"), new($"sum{i}", [16, 8], "Add"),
        })]));

    [Fact]
    public void ShortTransformersHaveFewer() => Assert.Equal(["sum"], LayerCandidates.Of([new("sum", [16, 8], "Add")]));

    [Fact]
    public void VectorsAreNone() => Assert.Empty(LayerCandidates.Of([new("a", [8], "Gemm")]));
}
