using Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>Texts become the vectors that the model itself gives.</summary>
public class TextTraineeTests
{
    private static readonly string[] Texts = ["One", "", "A text that is much longer than the others, so that they are padded.", "Two words"];

    [Fact]
    public void EveryPoolingGivesTheSame()
    {
        var all = TextPooling.Concatenate(
            TextPooling.Cls, TextPooling.Max, TextPooling.Min, TextPooling.Mean, TextPooling.MeanSqrtLen, TextPooling.WeightedMean, TextPooling.LastToken);
        using var model = TextEmbeddingModel.FromDirectory(MiniLM.Folder, new TextEmbeddingModelOptions { Pooling = all, Normalize = false });
        AssertSame(model, isNormalized: false);
    }

    [Fact]
    public void FewerDimensionsAreTheFirstOnes()
    {
        using var model = TextEmbeddingModel.FromDirectory(MiniLM.Folder, new TextEmbeddingModelOptions { Dimensions = 64, Normalize = true });
        AssertSame(model, isNormalized: true);
    }

    [Fact]
    public void APromptStandsBeforeTheTexts()
    {
        using var model = MiniLM.Model.WithPromptText("query: ");
        AssertSame(model, isNormalized: true);
    }

    [Fact]
    public void AGraphThatPoolsGivesTheSame()
    {
        using var model = TextEmbeddingModel.FromOnnx(
            SharedFiles.Find("models/glove50-bert/model.onnx"), SharedFiles.Find("models/glove50-bert/vocab.txt"), new TextEmbeddingModelOptions { Normalize = true });
        AssertSame(model, isNormalized: true);
    }

    [Fact]
    public void AModuleWithWeightsAfterThePoolingIsRefused()
    {
        string overlay = SharedFiles.Find("models/all-MiniLM-L6-v2-overlays/dense64-mean");
        using var folder = new TemporaryFolder();
        foreach (string source in new[] { MiniLM.Folder, overlay })
        {
            foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("model_quantized.onnx", StringComparison.Ordinal)))
            {
                string target = folder[Path.GetRelativePath(source, file)];
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target, overwrite: true);
                File.SetAttributes(target, FileAttributes.Normal);
            }
        }
        using var model = TextEmbeddingModel.FromDirectory(folder.Root);
        Assert.Contains("The model has a module 'Dense (Identity)' after the pooling", Assert.Throws<NotSupportedException>(() => new TextTrainee(model)).Message);
    }

    private static void AssertSame(TextEmbeddingModel model, bool isNormalized)
    {
        using var trainee = new TextTrainee(model);
        using var scope = torch.NewDisposeScope();
        var vectors = trainee.Encode([.. Texts.Select(trainee.Tokenize)]);
        if (isNormalized)
            vectors = torch.nn.functional.normalize(vectors, dim: 1);
        float[] expected = [.. model.Embed(Texts).SelectMany(vector => vector)];
        Assert.Equal([Texts.Length, model.Dimension], vectors.shape);
        Assert.All(expected.Zip(vectors.detach().contiguous().data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, isNormalized ? 1e-5f : 1e-4f));
    }
}
