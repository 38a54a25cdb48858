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
        var curve = ml.LearningCurve(
            data.View(data.Rows(300, seed: 1)),
            new Dictionary<string, IEstimator<ITransformer>>
            {
                ["probe"] = ml.MulticlassClassification.Trainers.LinearProbe(),
                ["names, \"few\""] = ml.MulticlassClassification.Trainers.FewShot(options: new FewShotOptions { ClassNames = data.Names() }),
            },
            options: new LearningCurveOptions { LabelsPerClass = [1, 8, 64], Draws = 5 });

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

    [Fact]
    public void SeedsGiveTheDraws()
    {
        var data = new Clusters(ml, classes: 2);
        double[] one = Accuracies(1), same = Accuracies(1), other = Accuracies(2);
        Assert.Equal(one, same);
        Assert.NotEqual(one, other);

        double[] Accuracies(int seed) => [.. ml.LearningCurve(
            data.View(data.Rows(100, seed: 1)), [KeyValuePair.Create("probe", (IEstimator<ITransformer>)ml.BinaryClassification.Trainers.LinearProbe("Flag"))], "Flag",
            new LearningCurveOptions { LabelsPerClass = [2], Seed = seed }).Points.Single().Accuracies];
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
        ml.LearningCurve(
            new RowsDataView(60, [key, features]), [KeyValuePair.Create("centroid", (IEstimator<ITransformer>)ml.MulticlassClassification.Trainers.NearestCentroid())],
            options: new LearningCurveOptions { LabelsPerClass = [1, 4], Draws = 3 });
        Assert.Equal(60, reads);
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        var data = new Clusters(ml, classes: 2);
        var view = data.View(data.Rows(20, seed: 1));
        KeyValuePair<string, IEstimator<ITransformer>>[] pipelines = [KeyValuePair.Create("probe", (IEstimator<ITransformer>)ml.MulticlassClassification.Trainers.LinearProbe())];
        Assert.Contains("8 rows", Assert.Throws<ArgumentException>(() => ml.LearningCurve(view, pipelines)).Message);
        Assert.Contains("Other", Assert.Throws<ArgumentOutOfRangeException>(() => ml.LearningCurve(view, pipelines, "Other")).Message);
        Assert.Contains("Features", Assert.Throws<ArgumentOutOfRangeException>(() => ml.LearningCurve(view, pipelines, "Features")).Message);
        Assert.Throws<ArgumentException>(() => ml.LearningCurve(view, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.LearningCurve(view, pipelines, options: new LearningCurveOptions { Draws = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.LearningCurve(view, pipelines, options: new LearningCurveOptions { TestFraction = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.LearningCurve(view, pipelines, options: new LearningCurveOptions { LabelsPerClass = [] }));
    }
}
