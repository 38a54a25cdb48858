using System.Xml.Linq;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Evaluation;

/// <summary>Accuracy against labels a class.</summary>
public sealed class LearningCurveTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void MoreLabelsAreBetterAndNamesStandInForThem()
    {
        var data = new Clusters(ml, classes: 3);
        var curve = ml.MulticlassClassification.LearningCurve(
            data.View(data.Rows(300, seed: 1)),
            new Dictionary<string, IEstimator<ITransformer>>
            {
                ["probe"] = ml.MulticlassClassification.Trainers.LinearProbe(),
                ["names, \"few\""] = ml.MulticlassClassification.Trainers.FewShot(new FewShotOptions { ClassEmbeddings = data.Names() }),
            },
            new LearningCurveOptions { LabelsPerClass = [1, 8, 64], Draws = 5 });

        Assert.Equal(6, curve.Points.Count);
        Assert.Equal(["probe", "probe", "probe"], curve.Points.Take(3).Select(point => point.Pipeline));
        Assert.Equal([1, 8, 64, 1, 8, 64], curve.Points.Select(point => point.LabelsPerClass));
        Assert.True(curve.Points[0].Mean < curve.Points[1].Mean && curve.Points[1].Mean <= curve.Points[2].Mean + 0.02);
        Assert.True(curve.Points[3].Mean > curve.Points[0].Mean + 0.1);
        Assert.All(curve.Points, point => Assert.InRange(point.Mean, point.Lower, point.Upper));

        Assert.Equal(4, curve.ToMarkdown().Trim().Split('\n').Length);
        string[] csv = curve.ToCsv().Trim().Split('\n');
        Assert.Equal(1 + 6 * 5, csv.Length);
        Assert.StartsWith("\"names, \"\"few\"\"\",1,1,", csv[16]);
        var svg = XDocument.Parse(curve.ToSvg());
        Assert.Equal(2, svg.Descendants().Count(element => element.Name.LocalName == "polyline"));
    }

    /// <summary>A name is text in every format, whatever the format's own characters are.</summary>
    [Theory]
    [InlineData("a|b", "a\\|b")]
    [InlineData("<script>&", "\\<script\\>\\&")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("*bold* `code`", "\\*bold\\* \\`code\\`")]
    [InlineData("bell\a", "bell\a")]
    public void NamesAreEscaped(string name, string inMarkdown)
    {
        var curve = new LearningCurve([new LearningCurvePoint(name, labelsPerClass: 1, [0.5, 0.75])]);
        Assert.StartsWith($"| {inMarkdown} |", curve.ToMarkdown().Split('\n')[2]);
        Assert.Contains(XDocument.Parse(curve.ToSvg()).Descendants(), element => element.Value == name.Replace('\n', ' ').Replace('\a', ' '));
        Assert.Contains($"\"{name}\",1,1,0.5", curve.ToCsv());
    }

    [Fact]
    public void SeedsGiveTheDraws()
    {
        var data = new Clusters(ml, classes: 2);
        double[] one = Accuracies(1), same = Accuracies(1), other = Accuracies(2);
        Assert.Equal(one, same);
        Assert.NotEqual(one, other);

        double[] Accuracies(int seed) => [.. ml.BinaryClassification.LearningCurve(
            data.View(data.Rows(100, seed: 1)), [KeyValuePair.Create("probe", (IEstimator<ITransformer>)ml.BinaryClassification.Trainers.LinearProbe("Flag"))],
            new LearningCurveOptions { LabelColumnName = "Flag", LabelsPerClass = [2], Seed = seed }).Points.Single().Accuracies];
    }

    /// <summary>One pass over the source, however many draws: an embedding before it is computed once.</summary>
    [Fact]
    public void RowsAreReadOnce()
    {
        int reads = 0;
        var key = new TestColumn<uint>("Label", new Data.KeyDataViewType(typeof(uint), 2), (int row, ref uint value) => value = (uint)(row % 2 + 1));
        var features = new TestColumn<Data.VBuffer<float>>("Features", new Data.VectorDataViewType(Data.NumberDataViewType.Single, 2), (int row, ref Data.VBuffer<float> value) =>
        {
            reads++;
            value = new Data.VBuffer<float>(2, [row % 2, row % 7]);
        });
        ml.MulticlassClassification.LearningCurve(
            new RowsDataView(60, [key, features]), [KeyValuePair.Create("centroid", (IEstimator<ITransformer>)ml.MulticlassClassification.Trainers.NearestCentroid())],
            new LearningCurveOptions { LabelsPerClass = [1, 4], Draws = 3 });
        Assert.Equal(60, reads);
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        var data = new Clusters(ml, classes: 2);
        var view = data.View(data.Rows(20, seed: 1));
        KeyValuePair<string, IEstimator<ITransformer>>[] pipelines = [KeyValuePair.Create("probe", (IEstimator<ITransformer>)ml.MulticlassClassification.Trainers.LinearProbe())];
        var curves = ml.MulticlassClassification;
        Assert.Contains("8 rows", Assert.Throws<ArgumentException>(() => curves.LearningCurve(view, pipelines)).Message);
        var other = new LearningCurveOptions { LabelColumnName = "Other" };
        Assert.Contains("Other", Assert.Throws<ArgumentOutOfRangeException>(() => curves.LearningCurve(view, pipelines, other)).Message);
        var features = new LearningCurveOptions { LabelColumnName = "Features" };
        Assert.Contains("Features", Assert.Throws<ArgumentOutOfRangeException>(() => curves.LearningCurve(view, pipelines, features)).Message);
        Assert.Contains("Label", Assert.Throws<ArgumentOutOfRangeException>(() => ml.BinaryClassification.LearningCurve(view, pipelines)).Message);
        Assert.Throws<ArgumentException>(() => curves.LearningCurve(view, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningCurveOptions { Draws = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningCurveOptions { TestFraction = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningCurveOptions { LabelsPerClass = [] });
    }

    /// <summary>The fit that the token was canceled in is the last.</summary>
    [Fact]
    public void ProgressIsToldAndTheMeasurementCanBeCanceled()
    {
        var data = new Clusters(ml, classes: 2);
        var view = data.View(data.Rows(40, seed: 1));
        KeyValuePair<string, IEstimator<ITransformer>>[] pipelines = [KeyValuePair.Create("centroid", (IEstimator<ITransformer>)ml.MulticlassClassification.Trainers.NearestCentroid())];
        var told = new List<LearningCurveProgress>();
        var curve = ml.MulticlassClassification.LearningCurve(
            view, pipelines, new LearningCurveOptions { LabelsPerClass = [1, 2], Draws = 3, Progress = new CallingProgress<LearningCurveProgress>(told.Add) });
        Assert.Equal(curve.Points.SelectMany(point => point.Accuracies), told.Select(step => step.Accuracy));
        Assert.Equal([1, 1, 1, 2, 2, 2], told.Select(step => step.LabelsPerClass));
        Assert.Equal(Enumerable.Range(1, 6), told.Select(step => step.Completed));
        Assert.All(told, step => Assert.Equal(("centroid", 6), (step.Pipeline, step.Total)));

        using var cancellation = new CancellationTokenSource();
        int fits = 0;
        var options = new LearningCurveOptions
        {
            LabelsPerClass = [1, 2],
            CancellationToken = cancellation.Token,
            Progress = new CallingProgress<LearningCurveProgress>(step =>
            {
                fits++;
                cancellation.Cancel();
            }),
        };
        Assert.Throws<OperationCanceledException>(() => ml.MulticlassClassification.LearningCurve(view, pipelines, options));
        Assert.Equal(1, fits);
    }
}
