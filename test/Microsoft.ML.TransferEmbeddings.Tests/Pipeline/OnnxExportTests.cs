using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>ML.NET's export to ONNX can't write a stage of this package. It must say so: a graph without the stage would take vectors for its input.</summary>
public sealed class OnnxExportTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("stage")]
    [InlineData("stage and trainer")]
    [InlineData("words")]
    [InlineData("hybrid")]
    [InlineData("quantized")]
    public void AStageIsNeverLeftOut(string pipeline)
    {
        var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Document { Text = (i % 2 == 0 ? "good " : "bad ") + i, Label = i % 2 == 0 }));
        var text = ml.Transforms.Text;
        IEstimator<ITransformer> estimator = pipeline switch
        {
            "stage" => text.EmbedText("Score", "Text"),
            "stage and trainer" => text.EmbedText("Features", "Text").Append(ml.BinaryClassification.Trainers.LinearProbe()),
            "words" => text.EmbedTextWeighted("Score", TinyWordVectors.Create(seed: 1), "Text"),
            "hybrid" => text.FeaturizeTextWithEmbedding("Score", "Text"),
            "quantized" => text.EmbedText("Features", "Text").Append(ml.Transforms.QuantizeEmbeddings("Score", "Features")),
            _ => throw new ArgumentException(pipeline),
        };
        var model = estimator.Fit(data);
        using (model as IDisposable)
        using (var stream = File.Create(folder["model.onnx"]))
            Assert.Contains("can not be fully converted", Assert.Throws<InvalidOperationException>(() => ml.Model.ConvertToOnnx(model, data, stream, "Score")).Message);
    }

    private sealed class Document
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }
}
