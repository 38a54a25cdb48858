using Microsoft.ML.TransferEmbeddings.Distillation;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Distillation;

public class TableTrainerTests
{
    private const int Dimension = 16;

    private static readonly TokenizerPipeline Tokenizer = TokenizerJson.Load(System.Text.Encoding.UTF8.GetBytes(TinyVocabulary.TokenizerJson().ToJsonString()), "tiny");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FindsATableThatGivesTheTargets(bool withFeatures)
    {
        string[] texts = TinyCorpus.Create(2000);
        var tokenized = new TokenizedTexts(texts, Tokenizer);
        float[] hidden = TinyTensors.Random(seed: 5, Tokenizer.VocabularySize * Dimension);
        var targets = new VectorBlocks(texts.Length, Dimension);
        for (int i = 0; i < texts.Length; i++)
        {
            foreach (int token in tokenized[i])
                System.Numerics.Tensors.TensorPrimitives.Add(targets[i], hidden.AsSpan(token * Dimension, Dimension), targets[i]);
        }
        float[] rows = TinyTensors.Random(seed: 6, hidden.Length);
        float[]? features = withFeatures ? TinyTensors.Random(seed: 7, Tokenizer.VocabularySize * 4) : null;
        var losses = new List<double>();
        new TableTrainer(rows, features, Dimension, tokenized, targets, seed: 1)
            .Train(new TrainingStage(Number: 1, Epochs: 200, LearningRate: 5e-2f, TokenDropout: 0), (_, loss) => losses.Add(loss), CancellationToken.None);
        Assert.True(losses[0] > 0.05, $"the beginning was no random one: {losses[0]}");
        Assert.InRange(losses[^2], 0, 0.002);
    }

    [Fact]
    public void LearningRateFallsByACosineToATwentieth()
    {
        var stage = new TrainingStage(Number: 1, Epochs: 1, LearningRate: 2, TokenDropout: 0);
        Assert.Equal(2, stage.LearningRateAt(0), 1e-6);
        Assert.Equal(1.05, stage.LearningRateAt(0.5), 1e-6);
        Assert.Equal(0.1, stage.LearningRateAt(1), 1e-6);
    }

    [Fact]
    public void AdamTakesTheStepsOfItsPaper()
    {
        float[] parameters = [1, -2, 3, 4];
        var optimizer = new AdamOptimizer(parameters, dimension: 2);
        double mean = 0, square = 0, expected = 1;
        for (int step = 1; step <= 5; step++)
        {
            double gradient = 0.3 * step - 0.7;
            mean = 0.9 * mean + 0.1 * gradient;
            square = 0.999 * square + 0.001 * gradient * gradient;
            expected -= 0.01 * (mean / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(square / (1 - Math.Pow(0.999, step))) + 1e-8);
            optimizer.Begin(step, 0.01f);
            optimizer.Step(0, [(float)gradient, 0]);
        }
        Assert.Equal(expected, parameters[0], 1e-5);
        Assert.Equal([-2, 3, 4], parameters[1..]);
    }
}
