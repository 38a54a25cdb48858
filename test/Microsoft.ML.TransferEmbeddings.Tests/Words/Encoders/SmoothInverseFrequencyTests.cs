using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Encoders;

public sealed class SmoothInverseFrequencyTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WeightsAndDirectionAreThoseOfTheirDefinition()
    {
        const float a = 0.1f;
        float[] the = [4, 0], cat = [1, 2], dog = [0, 3];
        var vectors = new WordVectors(["the", "cat", "dog", "seldom"], [.. the, .. cat, .. dog, -1, 1], 2);
        // Ten words, "sat" among them, which has no vector.
        string?[] texts = ["the cat sat", "The the dog", null, "the cat the dog"];
        using var model = vectors.ToWeightedTextModel(texts, new WordWeightingOptions { Smoothing = a });

        double weightOfThe = a / (a + 0.5), weightOfOthers = a / (a + 0.2);
        double[] Mean(int count, params (double Weight, float[] Word)[] words) =>
            [words.Sum(word => word.Weight * word.Word[0]) / count, words.Sum(word => word.Weight * word.Word[1]) / count];
        double[][] means =
        [
            Mean(2, (weightOfThe, the), (weightOfOthers, cat)), Mean(3, (2 * weightOfThe, the), (weightOfOthers, dog)),
            Mean(4, (2 * weightOfThe, the), (weightOfOthers, cat), (weightOfOthers, dog)),
        ];
        double xx = means.Sum(mean => mean[0] * mean[0]), xy = means.Sum(mean => mean[0] * mean[1]), yy = means.Sum(mean => mean[1] * mean[1]);
        double angle = Math.Atan2(2 * xy, xx - yy) / 2;
        double[] direction = [Math.Cos(angle), Math.Sin(angle)];

        AssertClose(Without(direction, means[0]), model.Embed("the cat sat"));
        AssertClose(Without(direction, means[1]), model.Embed("THE dog the"));
        // A word that the texts lack has the weight 1.
        AssertClose(Without(direction, [-1, 1]), model.Embed("seldom"));
        Assert.Equal([0, 0], model.Embed("sat"));

        static double[] Without(double[] direction, double[] vector)
        {
            double along = direction[0] * vector[0] + direction[1] * vector[1];
            return [vector[0] - along * direction[0], vector[1] - along * direction[1]];
        }
    }

    /// <summary>The longest vectors lie along one axis; more in all lies between the other two.</summary>
    [Fact]
    public void DirectionIsTheLargestWhereverItLies()
    {
        var vectors = new WordVectors(["one", "two", "three"], [1, 0, 0, 0, 0.9f, 0.9f, 0, 0.9f, 0.9f], 3);
        using var model = vectors.ToWeightedTextModel(["one", "two", "three"], new WordWeightingOptions { Smoothing = 1e6f });
        AssertClose([1, 0, 0], model.Embed("one"));
        AssertClose([0, 0, 0], model.Embed("two"));
    }

    [Fact]
    public void NoDirectionHoldsMoreOfTheTextsThanTheOneThatIsTakenOut()
    {
        string[] texts = [.. Enumerable.Range(0, 400).Select(TextColumn.TextOf)];
        var vectors = TinyWordVectors.Create(3);
        using var model = vectors.ToWeightedTextModel(texts);
        float[] direction = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(model.Definition.Files.Required("direction.bin").Content.Span).ToArray();
        Assert.Equal(1, TensorPrimitives.Norm<float>(direction), 1e-6f);
        float[][] without = model.Embed(texts);
        Assert.All(without, vector => Assert.InRange(TensorPrimitives.Dot<float>(direction, vector), -1e-6f, 1e-6f));

        // What is left of the texts is least along that direction, and so most was there: of any other direction less was taken.
        double left = without.Sum(vector => (double)TensorPrimitives.SumOfSquares<float>(vector));
        var random = new Random(1);
        float[][] before = [.. without.Zip(texts, (vector, text) => Restore(vector, text, model, direction))];
        for (int i = 0; i < 200; i++)
        {
            float[] other = [.. Enumerable.Range(0, direction.Length).Select(_ => random.NextSingle() - 0.5f)];
            UnitLength.Normalize(other, other);
            double taken = before.Sum(vector => Math.Pow(TensorPrimitives.Dot<float>(other, vector), 2)), all = before.Sum(vector => (double)TensorPrimitives.SumOfSquares<float>(vector));
            Assert.True(all - taken >= left * (1 - 1e-5), $"{all - taken} is left without another direction, {left} without the first");
        }
    }

    [Fact]
    public void StageFitsOnItsTextsAndReadsNothingElse()
    {
        var vectors = TinyWordVectors.Create(3);
        var data = new RowsDataView(200, [TestColumns.Id, TextColumn.Input, .. TestColumns.Passengers]);
        var estimator = ml.Transforms.Text.EmbedTextWeighted("Features", new EmbedTextWeightedOptions { Vectors = vectors, InputColumnName = "Input", SlotNames = true });
        using var stage = estimator.Fit(data);
        Assert.Equal(["Input"], data.LastActive);
        Assert.Equal(0, data.OpenCursors);

        using var model = vectors.ToWeightedTextModel(Enumerable.Range(0, 200).Select(TextColumn.TextOf));
        Assert.Equal(model.Fingerprint, stage.Fingerprint);
        Assert.NotEqual(vectors.ToTextModel().Fingerprint, stage.Fingerprint);
        Assert.Equal(
            SchemaShapes.Of(stage.GetOutputSchema(data.Schema)).Select(column => $"{column.Name} {column.Kind} {column.ItemType}").Order(),
            estimator.GetOutputSchema(SchemaShapes.Of(data.Schema)).Select(column => $"{column.Name} {column.Kind} {column.ItemType}").Order());

        ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(stage.Transform(data).GetColumn<float[]>("Features"), loaded.Transform(data).GetColumn<float[]>("Features"));
        Assert.Equal(model.Embed(TextColumn.TextOf(5)), loaded.Transform(data).GetColumn<float[]>("Features").ElementAt(5));
    }

    /// <summary>What the weighting is for: similarities of sentences, without a label.</summary>
    [Fact]
    public void SimilaritiesOfSentencesAreBetterThanThoseOfThePlainMean()
    {
        string[][] rows = [.. File.ReadLines(SharedFiles.Find("data/text/stsbenchmark/sts-dev.csv")).Select(line => line.Split('\t'))];
        string[] sentences = [.. rows.SelectMany(row => row[5..7])];
        var vectors = ReferenceFiles.Load("glove.6B.50d.10k.txt");
        double plain = Spearman(vectors.ToTextModel()), weighted = Spearman(vectors.ToWeightedTextModel(sentences));
        Assert.True(weighted > plain + 0.1, $"{weighted} with weights, {plain} without");

        double Spearman(TextEmbeddingModel model)
        {
            using (model)
            {
                float[][] embedded = model.Embed(sentences);
                return Correlation.Spearman(
                    [.. rows.Select(row => double.Parse(row[4], CultureInfo.InvariantCulture))],
                    [.. Enumerable.Range(0, rows.Length).Select(i => (double)Cosine.Of(embedded[2 * i], embedded[2 * i + 1]))]);
            }
        }
    }

    [Fact]
    public void WhatCannotBeFittedIsRefused()
    {
        var vectors = TinyWordVectors.Create(3);
        Assert.Contains("No word of the texts", Assert.Throws<InvalidOperationException>(() => vectors.ToWeightedTextModel(["unheard", null])).Message);
        var none = new RowsDataView(0, [TextColumn.Input]);
        Assert.Throws<InvalidOperationException>(() => ml.Transforms.Text.EmbedTextWeighted("Features", vectors, "Input").Fit(none));
        foreach (float smoothing in new[] { 0, -1, float.NaN, float.PositiveInfinity })
            Assert.Throws<ArgumentOutOfRangeException>(() => new WordWeightingOptions { Smoothing = smoothing });
        foreach (string column in new[] { "None", "Int32", "Words" })
        {
            var data = new RowsDataView(3, TestColumns.Passengers);
            Assert.Contains($"'{column}'", Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.Text.EmbedTextWeighted("Features", vectors, column).Fit(data)).Message);
        }
    }

    /// <summary>The vector before the direction was taken out, from the weights that the model saved.</summary>
    private static float[] Restore(float[] vector, string text, TextEmbeddingModel model, float[] direction)
    {
        float[] weights = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(model.Definition.Files.Required("weights.bin").Content.Span).ToArray();
        var vectors = TinyWordVectors.Create(3);
        var words = vectors.Names.ToList();
        var sum = new float[vector.Length];
        int count = 0;
        foreach (string word in WordTokenization.Words.Split(text))
        {
            int row = words.IndexOf(word);
            if (row < 0)
                continue;
            count++;
            TensorPrimitives.MultiplyAdd(vectors.GetVector(word), weights[row], sum, sum);
        }
        if (count > 0)
            TensorPrimitives.Divide(sum, count, sum);
        float along = TensorPrimitives.Dot<float>(sum, direction);
        Assert.Equal(vector, sum.Zip(direction, (value, part) => value - along * part), (one, other) => Math.Abs(one - other) < 1e-5f);
        return sum;
    }

    private static void AssertClose(double[] expected, float[] actual) => Assert.Equal(expected, actual.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-6);
}
