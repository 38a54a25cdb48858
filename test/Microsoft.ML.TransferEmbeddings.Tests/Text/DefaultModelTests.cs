using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

public class DefaultModelTests
{
    private const long MostBytes = 8_200_000;

    private static string Source => Path.Combine(Path.GetDirectoryName(Repository.Project)!, "Resources", "minilm-static");

    [Fact]
    public void TheModelInThePackageIsItsFolder() =>
        Assert.Equal(TextEmbeddingModel.FromDirectory(Source).Fingerprint, TextEmbeddingModel.Default.Fingerprint);

    [Fact]
    public void ItIsSavedAsAFolderOfTheSameModel()
    {
        using var folder = new TemporaryFolder();
        TextEmbeddingModel.Default.SaveToDirectory(folder["saved"]);
        using var saved = TextEmbeddingModel.FromDirectory(folder["saved"]);
        Assert.Equal(TextEmbeddingModel.Default.Fingerprint, saved.Fingerprint);
        Assert.Equal(TextEmbeddingModel.Default.Embed("a text"), saved.Embed("a text"));
        Assert.Equal(
            ["config.json", "model.safetensors", "tokenizer.json"], Directory.EnumerateFiles(folder["saved"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ItIsSmall() =>
        Assert.InRange(new DirectoryInfo(Source).EnumerateFiles().Sum(file => file.Length), 1, MostBytes);

    [Fact]
    public void CosinesFollowPeoplesJudgement()
    {
        var pairs = File.ReadLines(SharedFiles.Find("data/text/stsbenchmark/sts-dev.csv")).Select(line => line.Split('\t')).Where(fields => fields.Length > 6).ToArray();
        float[][] first = [.. TextEmbeddingModel.Default.Embed(pairs.Select(pair => pair[5]))], second = [.. TextEmbeddingModel.Default.Embed(pairs.Select(pair => pair[6]))];
        double[] cosines = [.. first.Zip(second, (a, b) => (double)TensorPrimitives.CosineSimilarity<float>(a, b))];
        double[] judgements = [.. pairs.Select(pair => double.Parse(pair[4], CultureInfo.InvariantCulture))];
        Assert.InRange(Correlation.Spearman(cosines, judgements), 0.82, 1);
    }
}
