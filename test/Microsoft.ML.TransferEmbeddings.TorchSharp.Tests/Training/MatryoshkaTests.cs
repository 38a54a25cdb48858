using Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>Vectors that were trained to be cut.</summary>
public class MatryoshkaTests
{
    private const int Few = 16;

    [Theory]
    [InlineData(FineTuningObjective.CosineSimilarity)]
    [InlineData(FineTuningObjective.SupervisedContrastive)]
    [InlineData(FineTuningObjective.CrossEntropy)]
    public void TheLossIsTheMeanOfThoseOfTheCutVectors(FineTuningObjective kind)
    {
        using var scope = torch.NewDisposeScope();
        using var model = TinyEncoder.Create();
        using var trainee = new TextTrainee(model);
        var options = new FineTuningOptions { Objective = kind, BatchSize = 12 };
        var inner = new LabelObjective(MiniLM.Texts, trainee, model.Dimension, options);
        if (kind == FineTuningObjective.CrossEntropy)
            inner.Parameters["classifier.weight"].uniform_(-1, 1, new torch.Generator(5, torch.CPU));
        var vectors = inner.Pieces(0)[0]();
        double[] parts = [.. new[] { 16, 8, 3 }.Select(count => (double)inner.Loss(0, vectors[.., ..count]).item<float>())];
        Assert.Equal(3, parts.Distinct().Count());
        Assert.Equal(parts.Average(), new MatryoshkaObjective(inner, [16, 8, 3]).Loss(0, vectors).item<float>(), 1e-6);
    }

    [Fact]
    public void CutVectorsTellClassesApartBetterThanWithoutIt()
    {
        using var plain = Tune([]);
        using var nested = Tune([384, 64, Few]);
        double before = Contrast(MiniLM.Model), without = Contrast(plain), with = Contrast(nested);
        Assert.True(with > without + 0.03 && without > before, $"{before:F3} {without:F3} {with:F3}");
    }

    [Fact]
    public void NumbersThatNoVectorHasAreRefused()
    {
        using var model = TinyEncoder.Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => new FineTuningOptions { MatryoshkaDimensions = [4, 0] });
        string message = Assert.Throws<ArgumentException>(() => FineTuner.Tune(model, MiniLM.Texts, new FineTuningOptions { MatryoshkaDimensions = [16, 17] })).Message;
        Assert.StartsWith("MatryoshkaDimensions has 17, and the model's vectors have 16 dimensions.", message);
    }

    private static TextEmbeddingModel Tune(int[] dimensions) => FineTuner.Tune(MiniLM.Model, MiniLM.Texts, new FineTuningOptions
    {
        Steps = 8, BatchSize = 12, LearningRate = 1e-4, FreezeEmbeddings = true, Dropout = 0, MatryoshkaDimensions = dimensions,
    });

    /// <summary>The mean cosine of the first dimensions of texts of one class less that of texts of two.</summary>
    private static double Contrast(TextEmbeddingModel model)
    {
        float[][] vectors = [.. model.Embed(MiniLM.Texts.Select(row => row.Text)).Select(vector => vector[..Few])];
        var pairs = from i in Enumerable.Range(0, vectors.Length)
                    from j in Enumerable.Range(0, i)
                    select (IsSame: MiniLM.Texts[i].Label == MiniLM.Texts[j].Label, Cosine: System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(vectors[i], vectors[j]));
        return pairs.Where(pair => pair.IsSame).Average(pair => pair.Cosine) - pairs.Where(pair => !pair.IsSame).Average(pair => pair.Cosine);
    }
}
