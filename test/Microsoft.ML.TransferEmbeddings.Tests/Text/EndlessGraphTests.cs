using System.Reflection;
using Google.Protobuf;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Tests.Onnx;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>Networks that take long, or never end, are stopped: by a token, by a context that is canceled, by a time limit.</summary>
public sealed class EndlessGraphTests : IDisposable
{
    /// <summary>A bound on hanging. A loop that is not stopped takes hours.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder folder = new();

    private string Model => folder["model"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ATokenEndsARunThatHasBegun()
    {
        WriteLoop();
        using var model = TextEmbeddingModel.FromDirectory(Model);
        model.Embed("a");
        using var source = new CancellationTokenSource();
        var embedding = Task.Run(() => model.Embed(["the good text of row number 7"], cancellationToken: source.Token));
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.False(embedding.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedding.WaitAsync(Patience));
        // The session is as it was.
        Assert.Equal(TinyOnnxModel.Dimension, model.Embed("a").Length);
    }

    [Fact]
    public async Task AContextThatIsCanceledEndsTheWindowThatIsBeingEncoded()
    {
        WriteLoop();
        var ml = new MLContext();
        using var model = TextEmbeddingModel.FromDirectory(Model);
        var data = ml.Data.LoadFromEnumerable(Enumerable.Repeat(new { Text = "the good text of row number 7" }, 100));
        using var stage = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data);
        var reading = Task.Run(() => stage.Transform(data).GetColumn<float[]>("Features").Count());
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.False(reading.IsCompleted);
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(ml, null);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience));
    }

    [Fact]
    public void ALimitEndsARun()
    {
        WriteLoop();
        using var session = new InferenceSession(folder["model/model.onnx"]);
        using var ids = OrtValue.CreateTensorValueFromMemory(new long[8], [1, 8]);
        using var limit = new OnnxRunLimit(TimeSpan.FromSeconds(1));
        Assert.Throws<OnnxRuntimeException>(() => session.Run(limit.RunOptions, ["input_ids"], [ids], ["last_hidden_state"]));
        Assert.True(limit.IsOver);
    }

    /// <summary>When it is opened, or at its first text.</summary>
    [Theory]
    [InlineData("onnx-loop-endless.onnx")]
    [InlineData("onnx-loop-by-length.onnx")]
    public async Task ANetworkThatDoesNotEndIsNotOpened(string file)
    {
        TinyOnnxModel.Write(Model);
        File.Copy(SharedFiles.Find($"cases/hostile/{file}"), folder["model/model.onnx"], overwrite: true);
        using var model = TextEmbeddingModel.FromDirectory(Model);
        using var source = new CancellationTokenSource();
        var opening = Task.Run(() => model.Definition.Open(new EncoderContext { FirstRunLimit = TimeSpan.FromSeconds(2) }), TestContext.Current.CancellationToken);
        var error = await Record.ExceptionAsync(() => opening.WaitAsync(Patience));
        if (error is not null)
        {
            Assert.Contains("model.onnx", Assert.IsType<InvalidDataException>(error).Message);
            return;
        }
        using var encoder = await opening;
        var texts = new[] { "the good text of row number 7".AsMemory() };
        source.CancelAfter(TimeSpan.FromSeconds(2));
        var encoding = Task.Run(() => encoder.Encode(texts, new float[encoder.Dimension], new EmbeddingExecutionOptions(), source.Token), TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => encoding.WaitAsync(Patience));
    }

    /// <summary>The loop has as many steps as the text has tokens, to a high power: at once for two tokens, hours for eight.</summary>
    private void WriteLoop()
    {
        TinyOnnxModel.Write(Model, withTypeIds: false, withMask: false);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["model/model.onnx"]));
        var graph = model.Graph;
        var condition = new TensorProto { Name = "true", DataType = (int)DataType.Bool, RawData = ByteString.CopyFrom(1) };
        graph.Initializer.Add(condition);
        graph.Initializer.Add(new TensorProto { Name = "two", DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { 2 } });
        graph.Initializer.Add(new TensorProto { Name = "power", DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { 18 } });
        graph.Initializer.Add(new TensorProto { Name = "axis0", DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { 0 } });
        graph.Initializer.Add(new TensorProto { Name = "start", DataType = (int)DataType.Float, FloatData = { 0 } });
        Add("Shape", ["input_ids"], "shape");
        Add("Gather", ["shape", "axis1"], "length");
        Add("Sub", ["length", "two"], "excess");
        Add("Pow", ["excess", "power"], "steps_of_one");
        Add("Squeeze", ["steps_of_one", "axis0"], "steps");
        var body = new GraphProto { Name = "body" };
        body.Input.Add(Scalar("step", DataType.Int64));
        body.Input.Add(Scalar("go_on", DataType.Bool));
        body.Input.Add(Scalar("value", DataType.Float));
        body.Node.Add(new NodeProto { OpType = "Identity", Input = { "go_on" }, Output = { "goes_on" } });
        body.Node.Add(new NodeProto { OpType = "Cos", Input = { "value" }, Output = { "next" } });
        body.Output.Add(Scalar("goes_on", DataType.Bool));
        body.Output.Add(Scalar("next", DataType.Float));
        var loop = Add("Loop", ["steps", "true", "start"], "last");
        loop.Attribute.Add(TestGraph.Attribute("body", body));
        Add("Add", ["last_hidden_state", "last"], "delayed");
        graph.Output[0].Name = "last_hidden_state";
        graph.Node.Single(node => node.Output[0] == "last_hidden_state").Output[0] = "hidden";
        graph.Node[^1].Input[0] = "hidden";
        graph.Node[^1].Output[0] = "last_hidden_state";
        File.WriteAllBytes(folder["model/model.onnx"], model.ToByteArray());

        NodeProto Add(string operation, string[] inputs, string output)
        {
            var node = new NodeProto { OpType = operation, Name = output, Output = { output } };
            node.Input.AddRange(inputs);
            graph.Node.Add(node);
            return node;
        }

        static ValueInfoProto Scalar(string name, DataType type) =>
            new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto() } } };
    }
}
