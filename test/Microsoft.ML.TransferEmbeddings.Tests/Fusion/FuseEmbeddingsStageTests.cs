using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.FewLabels;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fusion;

/// <summary>A fusion as a stage; every setting keeps the contract.</summary>
public abstract class FuseEmbeddingsStageContract : VectorStageContract
{
    private protected override IReadOnlyList<TestColumn> Inputs { get; } =
        [VectorTestColumn.Create("Title", 6, row => row % 5 == 1), VectorTestColumn.Create("Photo", 6, row => row % 7 == 2)];

    private protected abstract FuseEmbeddingsOptions Options { get; }

    private protected override IEstimator<ITransformer> Estimator => ML.Transforms.FuseEmbeddings("Features", Options);

    [Fact]
    public void NoRowHasNaN() => Assert.All(Vectors(Fit().Transform(Rows(40))), vector => Assert.True(vector.All(float.IsFinite)));

    [Fact]
    public void AZipOfOneChangedBitIsRefused()
    {
        ML.Model.Save(Fit(), Rows(1).Schema, Folder["model.zip"]);
        ChangedZips.AreRefused(Folder["model.zip"], Folder["changed.zip"], "Model.key");
    }

    [Theory]
    [InlineData("shorter")]
    [InlineData("longer")]
    [InlineData("not a number")]
    [InlineData("infinite")]
    public void AWrongVectorIsRefusedByName(string kind)
    {
        var bad = ML.Data.LoadFromEnumerable(Enumerable.Range(0, 9).Select(row => new Pair
        {
            Title = [.. Enumerable.Range(1, 6).Select(i => (float)i)],
            Photo = row == 5 ? BadVectors.Create(kind, 6)! : [.. Enumerable.Range(1, 6).Select(i => (float)i)],
        }));
        string message = Assert.Throws<ArgumentException>(() => Vectors(Fit().Transform(bad))).Message;
        Assert.Contains("'Photo'", message);
        Assert.Contains("row 5", message);
    }

    private sealed class Pair
    {
        [Microsoft.ML.Data.VectorType(6)]
        public float[] Title { get; set; } = [];

        [Microsoft.ML.Data.VectorType(6)]
        public float[] Photo { get; set; } = [];
    }
}

public sealed class ConcatenationStageTests : FuseEmbeddingsStageContract
{
    private protected override FuseEmbeddingsOptions Options => new() { InputColumnNames = ["Title", "Photo"] };
}

public sealed class IndicatedMeansStageTests : FuseEmbeddingsStageContract
{
    private protected override FuseEmbeddingsOptions Options => new()
    {
        InputColumnNames = ["Title", "Photo"],
        Scaling = BlockScaling.ZScore,
        Weights = [2, 0.5f],
        MissingBlocks = MissingBlockHandling.Mean,
        MissingIndicators = true,
    };
}

public sealed class AverageStageTests : FuseEmbeddingsStageContract
{
    private protected override FuseEmbeddingsOptions Options => new()
    {
        InputColumnNames = ["Title", "Photo"],
        Combination = BlockCombination.Average,
        MissingBlocks = MissingBlockHandling.Mean,
    };
}

public sealed class ProjectedFusionStageTests : FuseEmbeddingsStageContract
{
    private protected override FuseEmbeddingsOptions Options => new() { InputColumnNames = ["Title", "Photo"], Scaling = BlockScaling.None, Dimensions = 3 };
}
