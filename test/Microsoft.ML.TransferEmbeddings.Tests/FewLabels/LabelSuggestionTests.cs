using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

/// <summary>Which rows to label next.</summary>
public sealed class LabelSuggestionTests
{
    private readonly MLContext ml = new(seed: 1);

    [Theory]
    [InlineData(LabelingStrategy.Margin)]
    [InlineData(LabelingStrategy.Entropy)]
    public void UncertainRowsComeFirst(LabelingStrategy strategy)
    {
        var data = new Clusters(ml, classes: 3);
        var model = ml.MulticlassClassification.Trainers.LinearProbe().Fit(data.View(data.Rows(60, seed: 1)));
        var pool = data.View(data.Rows(200, seed: 2));
        var suggested = ml.Model.SuggestNextToLabel(model, pool, 10, new LabelSuggestionOptions { Strategy = strategy });

        double[] certainty = [.. model.Transform(pool).GetColumn<float[]>("Score").Select(scores => strategy == LabelingStrategy.Margin
            ? scores.Max() - scores.Order().ElementAt(1)
            : scores.Sum(score => score * Math.Log(score)))];
        Assert.Equal(10, suggested.Distinct().Count());
        Assert.Equal(certainty.Order().Take(10), suggested.Select(row => certainty[row]));
    }

    [Fact]
    public void ABinaryModelsProbabilitiesAreTaken()
    {
        var data = new Clusters(ml, classes: 2);
        var model = ml.BinaryClassification.Trainers.LinearProbe("Flag").Fit(data.View(data.Rows(60, seed: 1)));
        var pool = data.View(data.Rows(100, seed: 2));
        float[] probabilities = [.. model.Transform(pool).GetColumn<float>("Probability")];
        long first = ml.Model.SuggestNextToLabel(model, pool, 1).Single();
        Assert.Equal(probabilities.Min(probability => Math.Abs(probability - 0.5f)), Math.Abs(probabilities[first] - 0.5f));
    }

    /// <summary>Ten clusters, ten rows: one of each, and none of a cluster that is labeled already.</summary>
    [Fact]
    public void CoverageTakesOneOfEachCluster()
    {
        var data = new Clusters(ml, classes: 10);
        var model = ml.MulticlassClassification.Trainers.NearestCentroid().Fit(data.View(data.Rows(100, seed: 1)));
        var pool = data.View(data.Rows(200, seed: 2, spread: 0.05));
        var coverage = new LabelSuggestionOptions { Strategy = LabelingStrategy.Coverage };
        Assert.Equal(10, ml.Model.SuggestNextToLabel(model, pool, 10, coverage).Select(row => row % 10).Distinct().Count());
        var labeled = new LabelSuggestionOptions { Strategy = LabelingStrategy.Coverage, LabeledData = data.View(data.Rows(4, seed: 3, spread: 0.05)) };
        Assert.Equal([4, 5, 6, 7, 8, 9], ml.Model.SuggestNextToLabel(model, pool, 6, labeled).Select(row => row % 10).Order());
        Assert.Equal(200, ml.Model.SuggestNextToLabel(model, pool, 500, coverage).Distinct().Count());
    }

    [Theory]
    [InlineData(LabelingStrategy.Margin)]
    [InlineData(LabelingStrategy.Coverage)]
    public void TheChoiceCanBeCanceled(LabelingStrategy strategy)
    {
        var data = new Clusters(ml, classes: 2);
        var view = data.View(data.Rows(20, seed: 1));
        var model = ml.MulticlassClassification.Trainers.NearestCentroid().Fit(view);
        var options = new LabelSuggestionOptions { Strategy = strategy, CancellationToken = new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() => ml.Model.SuggestNextToLabel(model, view, 1, options));
    }

    /// <summary>NaN is neither certain nor uncertain.</summary>
    [Theory]
    [MemberData(nameof(BadVectors.All), MemberType = typeof(BadVectors))]
    public void ARowWithoutAWholeVectorIsNotSuggested(string kind)
    {
        var data = new Clusters(ml, classes: 3);
        var model = ml.MulticlassClassification.Trainers.NearestCentroid().Fit(data.View(data.Rows(60, seed: 1)));
        var rows = data.Rows(20, seed: 2);
        rows[4].Features = BadVectors.Create(kind, Clusters.Dimension)!;
        foreach (var strategy in Enum.GetValues<LabelingStrategy>())
        {
            var options = new LabelSuggestionOptions { Strategy = strategy };
            var error = Assert.ThrowsAny<Exception>(() => ml.Model.SuggestNextToLabel(model, data.View(rows), 3, options));
            if (strategy == LabelingStrategy.Coverage || kind is "not a number" or "infinite")
                Assert.Contains("row 4", Assert.IsType<ArgumentException>(error).Message);
        }
        var labeled = new LabelSuggestionOptions { Strategy = LabelingStrategy.Coverage, LabeledData = data.View(rows) };
        string message = Assert.Throws<ArgumentException>(() => ml.Model.SuggestNextToLabel(model, data.View(data.Rows(20, seed: 3)), 3, labeled)).Message;
        Assert.Contains("LabeledData", message);
        Assert.Contains("row 4", message);
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        var data = new Clusters(ml, classes: 2);
        var view = data.View(data.Rows(20, seed: 1));
        var scoresOnly = ml.BinaryClassification.Trainers.AveragedPerceptron("Flag").Fit(view);
        Assert.Contains("Calibrate", Assert.Throws<ArgumentException>(() => ml.Model.SuggestNextToLabel(scoresOnly, view, 1)).Message);
        var other = new LabelSuggestionOptions { Strategy = LabelingStrategy.Coverage, FeatureColumnName = "Other" };
        Assert.Contains("Other", Assert.Throws<ArgumentException>(() => ml.Model.SuggestNextToLabel(scoresOnly, view, 1, other)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Model.SuggestNextToLabel(scoresOnly, view, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LabelSuggestionOptions { Strategy = (LabelingStrategy)9 });
    }
}
