using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

/// <summary>What holds for a trainer whose model is ML.NET's own linear one.</summary>
public abstract class LinearTrainerContract : TrainerContract
{
    [Fact]
    public void TheModelExportsToOnnx()
    {
        const int rows = 60;
        var training = Data.View(Data.Rows(rows, seed: 1));
        // From a file: the converter exports what a view was made of too.
        using (var stream = File.Create(Folder["vectors.idv"]))
            Ml.Data.SaveAsBinary(Ml.Transforms.SelectColumns("Features").Fit(training).Transform(training), stream);
        var vectors = Ml.Data.LoadFromBinary(Folder["vectors.idv"]);
        var model = Trainer(Ml).Fit(training);
        using (var stream = File.Create(Folder["model.onnx"]))
            Ml.Model.ConvertToOnnx(model, vectors, stream);
        float[][] expected = IsBinary
            ? [.. model.Transform(training).GetColumn<float>("Score").Select(score => new[] { score })]
            : [.. model.Transform(training).GetColumn<float[]>("Score")];

        using var session = new InferenceSession(Folder["model.onnx"]);
        foreach (var (vector, scores) in vectors.GetColumn<float[]>("Features").Zip(expected))
        {
            using var input = OrtValue.CreateTensorValueFromMemory(vector, [1, vector.Length]);
            using var run = new RunOptions();
            using var outputs = session.Run(run, ["Features"], [input], ["Score.output"]);
            float[] exported = outputs[0].GetTensorDataAsSpan<float>().ToArray();
            Assert.Equal(scores.Length, exported.Length);
            Assert.All(scores.Zip(exported), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
        Assert.Equal(rows, expected.Length);
    }

    /// <summary>The steps that a training says it made.</summary>
    private protected int Steps(Action train)
    {
        var messages = new List<string>();
        void Listen(object? sender, LoggingEventArgs e) => messages.Add(e.Message);
        Ml.Log += Listen;
        train();
        Ml.Log -= Listen;
        return int.Parse(Assert.Single(messages.Select(message => Regex.Match(message, "([0-9]+) iterations")), match => match.Success).Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
