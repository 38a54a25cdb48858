using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;
using Microsoft.ML.TransferEmbeddings.Tuning.Learning;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tuning;

public sealed class StaticClassifierTests : IDisposable
{
    private const int Classes = 3, Dimension = TinyStaticModel.Dimension;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheGradientIsTheSlopeOfTheLoss(bool normalizes)
    {
        var (classifier, tokens) = Create(normalizes);
        var gradient = new ClassifierGradient(tokens.Count, Dimension, Classes);
        // The first batch's is forgotten.
        Loss(classifier, tokens, gradient);
        gradient.Clear();
        Loss(classifier, tokens, gradient);
        Assert.Equal(Enumerable.Range(0, tokens.Count), gradient.Tokens.Order());
        int compared = 0;
        for (int token = 0; token < tokens.Count; token++)
        {
            for (int i = 0; i < Dimension; i++)
                Compare(classifier.Rows, token * Dimension + i, gradient.Row(token)[i]);
            Compare(classifier.LogWeights, token, gradient.LogWeight(token)[0]);
        }
        for (int i = 0; i < classifier.Weights.Length; i++)
            Compare(classifier.Weights, i, gradient.Weights[i]);
        for (int i = 0; i < Classes; i++)
            Compare(classifier.Biases, i, gradient.Biases[i]);
        Assert.True(compared > 20, $"{compared} slopes are steep");

        void Compare(float[] parameters, int place, float expected)
        {
            const float step = 1e-2f;
            float value = parameters[place];
            parameters[place] = value + step;
            double above = Loss(classifier, tokens, new ClassifierGradient(tokens.Count, Dimension, Classes));
            parameters[place] = value - step;
            double below = Loss(classifier, tokens, new ClassifierGradient(tokens.Count, Dimension, Classes));
            parameters[place] = value;
            Assert.Equal((above - below) / (2 * step), expected, 2e-3);
            compared += Math.Abs(expected) > 2e-2 ? 1 : 0;
        }
    }

    /// <summary>The arrays of a batch grow with its tokens.</summary>
    [Fact]
    public void ABatchMayHaveAnyNumberOfTokens()
    {
        const int many = 5000;
        var gradient = new ClassifierGradient(many, Dimension, Classes);
        for (int round = 0; round < 2; round++)
        {
            for (int token = many - 1; token >= 0; token--)
            {
                gradient.Row(token)[1] += token;
                gradient.LogWeight(token)[0] -= token;
            }
            for (int token = 0; token < many; token++)
                Assert.Equal((0, token, -token), (gradient.Row(token)[0], gradient.Row(token)[1], gradient.LogWeight(token)[0]));
            gradient.Clear();
            Assert.Empty(gradient.Tokens);
        }
    }

    private (StaticClassifier Classifier, SeenTokens Tokens) Create(bool normalizes)
    {
        string file = Path.Combine(TinyStaticModel.Write(folder["model"]), "model.safetensors");
        var table = TokenTable.Read(new ModelFile("model.safetensors", File.ReadAllBytes(file)), file);
        // A token twice, a text without any.
        var tokens = new SeenTokens(table, [[7, 9, 7], [11], [], [9, 12, 5, 30]]);
        var head = new LinearModel(Classes, Dimension, Array.ConvertAll(TinyTensors.Random(seed: 3, Classes * (Dimension + 1)), value => (double)value));
        double[] mean = Array.ConvertAll(TinyTensors.Random(seed: 4, Dimension), value => value / 10.0);
        var classifier = new StaticClassifier(tokens, normalizes, new Standardization(mean, 1.3), head);
        TinyTensors.Random(seed: 5, tokens.Count).CopyTo(classifier.LogWeights, 0);
        return (classifier, tokens);
    }

    private static double Loss(StaticClassifier classifier, SeenTokens tokens, ClassifierGradient gradient) =>
        tokens.Texts.Index().Sum(text => classifier.Accumulate(text.Item, text.Index % Classes, weight: 0.5f + text.Index / 4f, gradient));
}
