using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.FewLabels;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

namespace Microsoft.ML.TransferEmbeddings.Tests.Vectors;

/// <summary>A map as a stage; each kind keeps the contract.</summary>
public abstract class EmbeddingMapStageContract : VectorStageContract
{
    private const int Dimension = 7;

    private protected override IReadOnlyList<TestColumn> Inputs { get; } = [VectorTestColumn.Create("Vector", Dimension, row => row % 9 == 4)];

    [Fact]
    public void ARowWithoutAVectorHasNaN()
    {
        float[][] vectors = Vectors(Fit().Transform(Rows(30)));
        for (int row = 0; row < vectors.Length; row++)
            Assert.All(vectors[row], value => Assert.Equal(row % 9 == 4, float.IsNaN(value)));
    }

    [Fact]
    public void ARowWithoutAVectorIsNotFittedOn()
    {
        var all = Rows(50);
        var whole = ML.Data.FilterByCustomPredicate(all, (Numbered row) => row.Id % 9 == 4);
        AssertSameBits(Vectors(Estimator.Fit(whole).Transform(all)), Vectors(Estimator.Fit(all).Transform(all)));
    }

    [Theory]
    [InlineData("shorter")]
    [InlineData("longer")]
    [InlineData("not a number")]
    [InlineData("infinite")]
    public void AWrongVectorIsRefusedByName(string kind)
    {
        var bad = ML.Data.LoadFromEnumerable(Enumerable.Range(0, 12).Select(row => new Vectored
        {
            Vector = row == 5 ? BadVectors.Create(kind, Dimension)! : [.. Enumerable.Range(0, Dimension).Select(i => (float)Math.Sin(row * Dimension + i))],
            Partner = [1, row, row * row],
        }));
        Refused(() => Estimator.Fit(bad));
        Refused(() => Vectors(Fit().Transform(bad)));

        static void Refused(Action action)
        {
            string message = Assert.Throws<ArgumentException>(action).Message;
            Assert.Contains("'Vector'", message);
            Assert.Contains("row 5", message);
        }
    }

    [Fact]
    public void AZipOfOneChangedBitIsRefused()
    {
        ML.Model.Save(Fit(), Rows(1).Schema, Folder["model.zip"]);
        ChangedZips.AreRefused(Folder["model.zip"], Folder["changed.zip"], "Model.key");
    }

    [Fact]
    public void TwoRowsAreNeeded() => Assert.Contains("two or more", Assert.Throws<InvalidOperationException>(() => Fit(rows: 1)).Message);

    private sealed class Numbered
    {
        public float Id { get; set; }
    }

    private sealed class Vectored
    {
        [Microsoft.ML.Data.VectorType(Dimension)]
        public float[] Vector { get; set; } = [];

        [Microsoft.ML.Data.VectorType(3)]
        public float[] Partner { get; set; } = [];
    }
}

public sealed class CenteringStageTests : EmbeddingMapStageContract
{
    private protected override IEstimator<ITransformer> Estimator => ML.Transforms.CenterEmbeddings("Features", "Vector");
}

public sealed class PrincipalComponentStageTests : EmbeddingMapStageContract
{
    private protected override IEstimator<ITransformer> Estimator => ML.Transforms.ReduceEmbeddings("Features", 3, "Vector");
}

public sealed class WhiteningStageTests : EmbeddingMapStageContract
{
    private protected override IEstimator<ITransformer> Estimator => ML.Transforms.WhitenEmbeddings("Features", "Vector", 4);
}

public sealed class RidgeStageTests : EmbeddingMapStageContract
{
    private protected override IReadOnlyList<TestColumn> Inputs => [.. base.Inputs, VectorTestColumn.Create("Partner", 3)];

    private protected override IReadOnlyList<TestColumn> Read => base.Inputs;

    private protected override IEstimator<ITransformer> Estimator => ML.Transforms.MapEmbeddings("Features", "Vector", "Partner");
}

public sealed class ProcrustesStageTests : EmbeddingMapStageContract
{
    private protected override IReadOnlyList<TestColumn> Inputs => [.. base.Inputs, VectorTestColumn.Create("Partner", 3)];

    private protected override IReadOnlyList<TestColumn> Read => base.Inputs;

    private protected override IEstimator<ITransformer> Estimator => ML.Transforms.MapEmbeddings(
        "Features", new MapEmbeddingsOptions { InputColumnName = "Vector", TargetColumnName = "Partner", Method = EmbeddingMapMethod.Procrustes });
}
