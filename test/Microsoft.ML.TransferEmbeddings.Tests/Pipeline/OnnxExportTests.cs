using Microsoft.ML.Data;
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
    [InlineData("quantized")]
    public void AStageIsNeverLeftOut(string pipeline)
    {
        var data = Documents();
        var text = ml.Transforms.Text;
        IEstimator<ITransformer> estimator = pipeline switch
        {
            "stage" => text.EmbedText("Score", "Text"),
            "stage and trainer" => text.EmbedText("Features", "Text").Append(ml.BinaryClassification.Trainers.LinearProbe()),
            "words" => text.EmbedTextWeighted("Score", TinyWordVectors.Create(seed: 1), "Text"),
            "quantized" => text.EmbedText("Features", "Text").Append(ml.Transforms.QuantizeEmbeddings("Score", "Features")),
            _ => throw new ArgumentException(pipeline),
        };
        var model = estimator.Fit(data);
        using (model as IDisposable)
        using (var stream = File.Create(folder["model.onnx"]))
            Assert.Contains("can't be converted to ONNX: the stage that computes column", Assert.Throws<InvalidOperationException>(() => ml.Model.ConvertToOnnx(model, data, stream, "Score")).Message);
    }

    /// <summary>ML.NET's own n-grams have no ONNX form either, and are asked first.</summary>
    [Fact]
    public void AHybridStageIsRefusedToo()
    {
        var data = Documents();
        var model = ml.Transforms.Text.FeaturizeTextWithEmbedding("Score", "Text").Fit(data);
        using (model as IDisposable)
        using (var stream = File.Create(folder["model.onnx"]))
            Assert.ThrowsAny<Exception>(() => ml.Model.ConvertToOnnx(model, data, stream, "Score"));
    }

    /// <summary>The way that the refusal names: the trainer alone, over vectors that were computed before.</summary>
    [Fact]
    public void TheTrainerAloneIsExported()
    {
        var data = Documents();
        using var stage = ml.Transforms.Text.EmbedText("Features", "Text").Fit(data);
        var vectors = stage.Transform(data);
        var inMemory = ml.Data.LoadFromEnumerable(ml.Data.CreateEnumerable<Embedded>(vectors, reuseRowObject: false), SchemaOf(stage.Dimension));
        var trainer = ml.BinaryClassification.Trainers.LinearProbe().Fit(inMemory);
        using (var stream = File.Create(folder["trainer.onnx"]))
            ml.Model.ConvertToOnnx(trainer, inMemory, stream, "Score");
        Assert.NotEqual(0, new FileInfo(folder["trainer.onnx"]).Length);
    }

    private IDataView Documents() =>
        ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Document { Text = (i % 2 == 0 ? "good " : "bad ") + i, Label = i % 2 == 0 }));

    private static SchemaDefinition SchemaOf(int dimension)
    {
        var schema = SchemaDefinition.Create(typeof(Embedded));
        schema[nameof(Embedded.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, dimension);
        return schema;
    }

    private sealed class Embedded
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class Document
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }
}
