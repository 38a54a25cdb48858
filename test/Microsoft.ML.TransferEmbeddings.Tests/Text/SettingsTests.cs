using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>Every setting that changes a vector is in the fingerprint and in the zip.</summary>
public sealed class SettingsTests : IDisposable
{
    private const string Text = "the good ☃ text of row number the bad text of row number the good text of the row";
    private readonly TemporaryFolder folder = new();

    private string Model => folder["model"];

    public static TheoryData<string> Onnx =>
    [
        "MaxTokens", "Pooling", "Pooling order", "Normalize", "Dimensions", "Normalized dimensions", "Prompt", "include_prompt", "LongText", "ChunkOverlap",
        "Dense", "Activation", "Residual", "Module order", "Module weights", "LayerNorm", "do_lower_case", "Graph", "Second file", "Vocabulary", "Model2Vec",
    ];

    public static TheoryData<string> Static => ["MaxTokens", "Normalize", "Dimensions", "Prompt", "LongText", "Unknown token", "Dense", "Table", "Mapping"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Onnx))]
    public void FlippedOnATransformerItShows(string setting)
    {
        Write();
        var plain = new Variant(MaxTokens: 14);
        var flipped = setting switch
        {
            "MaxTokens" => plain with { MaxTokens = 10 },
            "Pooling" => plain with { Pooling = "cls" },
            "Pooling order" => Flip(plain with { Pooling = "cls+max" }, with => with with { Pooling = "max+cls" }, out plain),
            "Normalize" => plain with { Normalize = true },
            "Dimensions" => plain with { Dimensions = 5 },
            "Normalized dimensions" => Flip(plain with { Dimensions = 5 }, with => with with { Normalize = true }, out plain),
            "Prompt" => plain with { Prompt = "bad " },
            "include_prompt" => Flip(plain with { Prompt = "bad " }, with => with with { Change = () => TinyModules.WritePooling(Model, """{"include_prompt": false}""") }, out plain),
            "LongText" => plain with { LongText = LongText.ChunkAndAverage },
            "ChunkOverlap" => Flip(plain with { LongText = LongText.ChunkAndAverage, Overlap = 0 }, with => with with { Overlap = 3 }, out plain),
            "Dense" => plain with { Change = () => Modules("Pooling", "Dense") },
            "Activation" => FlipModules(() => Modules("Pooling", "Dense"), () => Dense("2_Dense", activation: "torch.nn.Tanh"), ref plain),
            "Residual" => FlipModules(() => Modules("Pooling", "Dense"), () => Dense("2_Dense", more: ", \"use_residual\": true"), ref plain),
            "Module order" => FlipModules(() => Modules("Pooling", "Dense", "Normalize"), () => Modules("Pooling", "Normalize", "Dense"), ref plain),
            "Module weights" => FlipModules(() => Modules("Pooling", "Dense"), () => FlipByte("2_Dense/model.safetensors"), ref plain),
            "LayerNorm" => plain with { Change = () => Modules("Pooling", "LayerNorm") },
            "do_lower_case" => plain with { Change = () => File.WriteAllText(folder["model/tokenizer_config.json"], """{"do_lower_case": false}"""), Text = "THE Good row" },
            "Graph" => plain with { Change = () => TinyOnnxModel.Write(Model, seed: 2) },
            "Second file" => FlipModules(() => TinyOnnxModel.Write(Model, weightsFile: "model.onnx_data"), () => TinyOnnxModel.Write(Model, seed: 2, weightsFile: "model.onnx_data"), ref plain),
            "Vocabulary" => plain with { Change = () => File.WriteAllLines(folder["model/vocab.txt"], TinyVocabulary.Pieces.Take(5).Concat(TinyVocabulary.Pieces.Skip(5).Reverse())) },
            "Model2Vec" => plain with { Change = () => File.WriteAllText(folder["model/config.json"], """{"model_type": "model2vec"}""") },
            _ => throw new ArgumentOutOfRangeException(nameof(setting)),
        };
        AssertDiffer(plain, flipped);
    }

    [Theory]
    [MemberData(nameof(Static))]
    public void FlippedOnAStaticModelItShows(string setting)
    {
        TinyStaticModel.Write(Model, normalize: false);
        var plain = new Variant(MaxTokens: 20);
        var flipped = setting switch
        {
            "MaxTokens" => plain with { MaxTokens = 10 },
            "Normalize" => plain with { Normalize = true },
            "Dimensions" => plain with { Dimensions = 5 },
            "Prompt" => plain with { Prompt = "bad " },
            "LongText" => Flip(plain with { MaxTokens = 5 }, with => with with { LongText = LongText.ChunkAndAverage }, out plain),
            "Unknown token" => plain with { Change = () => { File.Delete(folder["model/config.json"]); TinyModules.WriteEncoder(Model, "StaticEmbedding", ""); } },
            "Dense" => plain with { Change = () => { File.Delete(folder["model/config.json"]); Dense("1_Dense", TinyStaticModel.Dimension); TinyModules.WriteEncoder(Model, "StaticEmbedding", "", "Dense"); } },
            "Table" => plain with { Change = () => FlipByte("model.safetensors") },
            "Mapping" => plain with { Change = () => TinyStaticModel.Write(Model, normalize: false, sharedRows: true) },
            _ => throw new ArgumentOutOfRangeException(nameof(setting)),
        };
        AssertDiffer(plain, flipped);
    }

    private void AssertDiffer(Variant plain, Variant flipped)
    {
        var one = Measure(plain);
        var other = Measure(flipped);
        Assert.NotEqual(one.Vector, other.Vector);
        Assert.NotEqual(one.Fingerprint, other.Fingerprint);
    }

    /// <summary>By way of a zip.</summary>
    private (float[] Vector, string Fingerprint) Measure(Variant variant)
    {
        variant.Change?.Invoke();
        using var model = TextEmbeddingModel.FromDirectory(Model, variant.Options);
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new { variant.Text }]);
        using (var stage = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data))
            ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        float[] vector = loaded.Transform(data).GetColumn<float[]>("Features").Single();
        Assert.Equal(model.Embed(variant.Text), vector, (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(model.Fingerprint, loaded.Fingerprint);
        return (vector, loaded.Fingerprint);
    }

    private void Write()
    {
        TinyOnnxModel.Write(Model);
        Modules("Pooling");
        Dense("2_Dense");
        Dense("3_Dense");
        const int size = TinyOnnxModel.Dimension;
        TinyTensors.Write(folder["model/2_LayerNorm/model.safetensors"], TinyTensors.Singles("norm.weight", TinyTensors.Random(1, size), size), TinyTensors.Singles("norm.bias", TinyTensors.Random(2, size), size));
    }

    private void Modules(params string[] modules) => TinyModules.Write(Model, modules);

    private void Dense(string path, int size = TinyOnnxModel.Dimension, string activation = "torch.nn.Identity", string? more = null) =>
        TinyModules.WriteDense(Model, path, size, size, activation, more);

    private void FlipByte(string file)
    {
        byte[] content = File.ReadAllBytes(folder[$"model/{file}"]);
        // Of the last value of the last tensor the exponent's lowest bit, and of every row of a table its last value's.
        for (int end = content.Length; end > content.Length / 2; end -= 4 * TinyStaticModel.Dimension)
            content[end - 2] ^= 0x80;
        File.WriteAllBytes(folder[$"model/{file}"], content);
    }

    private static Variant Flip(Variant before, Func<Variant, Variant> change, out Variant plain) => change(plain = before);

    private static Variant FlipModules(Action before, Action after, ref Variant plain)
    {
        var flipped = plain with { Change = after };
        plain = plain with { Change = before };
        return flipped;
    }

    private sealed record Variant(
        int MaxTokens, string? Pooling = null, bool? Normalize = null, int? Dimensions = null, string? Prompt = null, LongText LongText = default, int? Overlap = null,
        Action? Change = null, string Text = SettingsTests.Text)
    {
        public TextEmbeddingModelOptions Options => new()
        {
            MaxTokens = MaxTokens,
            Pooling = Pooling is null ? null : TextPooling.Parse(Pooling),
            Normalize = Normalize,
            Dimensions = Dimensions,
            Prompt = Prompt,
            LongText = LongText,
            ChunkOverlap = Overlap,
        };
    }
}
