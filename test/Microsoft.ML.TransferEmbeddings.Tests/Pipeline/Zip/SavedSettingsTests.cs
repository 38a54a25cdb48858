using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

/// <summary>Settings of a zip that are not what was saved are refused, whatever is wrong with them.</summary>
public sealed class SavedSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Kinds => [.. GoldenModel.Kinds];

    /// <summary>Every value at every depth taken away, or with another in its place.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void SettingsThatAreNotAsTheyWereSavedAreRefusedOrGiveVectors(string kind)
    {
        var model = GoldenModel.Create(kind, folder);
        int refused = 0;
        foreach (var (place, change) in Changes(model.Definition.Settings))
        {
            var settings = (JsonObject)model.Definition.Settings.DeepClone();
            change(settings);
            var error = Record.Exception(() => Vectors(model, settings));
            if (error is null)
                continue;
            Assert.True(error is InvalidDataException or NotSupportedException, $"{place}: {error}");
            refused++;
        }
        Assert.True(refused > 10, $"{refused} changes were refused");
    }

    [Theory]
    [InlineData("word-text", "table.subwords.buckets")]
    [InlineData("word-vectors", "table.subwords.buckets")]
    [InlineData("word-vectors", "table.subwords.longest")]
    [InlineData("word-vectors", "table.dimension")]
    [InlineData("key-vectors", "dimension")]
    [InlineData("static-text", "maxTokens")]
    [InlineData("static-text", "vector.dimensions")]
    [InlineData("onnx-text", "maxTokens")]
    [InlineData("onnx-text", "idCount")]
    [InlineData("onnx-text", "vector.dimensions")]
    public void SettingOutOfItsRangeIsNamed(string kind, string setting)
    {
        var definition = GoldenModel.Create(kind, folder).Definition;
        foreach (int value in new[] { 0, -1, int.MinValue })
        {
            var settings = (JsonObject)definition.Settings.DeepClone();
            string[] path = setting.Split('.');
            Parent(settings, path)[path[^1]] = value;
            Assert.Contains(path[^1], AssertDamaged(definition, settings).Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>The numbers of a table must be as many as the settings say, and finite; its names and buckets differ.</summary>
    [Theory]
    [InlineData("word-text")]
    [InlineData("word-vectors")]
    [InlineData("key-vectors")]
    public void FileThatDoesNotFitTheSettingsIsNamed(string kind)
    {
        var definition = GoldenModel.Create(kind, folder).Definition;
        foreach (var file in definition.Files)
        {
            byte[] content = file.Content.ToArray();
            byte[][] damaged = file.Name == "words.bin"
                ? [content[..^1], [.. content, 0], [0xFF, 0xFF, 0xFF, 0x7F, .. content[4..]], [.. content[..4], 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]]
                : [content[..^1], content[..^4], [.. content, 0, 0, 0, 0], [0, 0, 0xC0, 0x7F, .. content[4..]], [0, 0, 0x80, 0xFF, .. content[4..]], []];
            foreach (byte[] bytes in damaged)
            {
                var error = Assert.Throws<InvalidDataException>(() => definition.Registration.Restore(new SavedEncoder(definition.Settings, definition.Files.With(new ModelFile(file.Name, bytes)))));
                Assert.Contains("save the zip again", error.Message);
                Assert.Contains(".bin'", error.Message);
            }
        }
    }

    [Fact]
    public void WordThatIsThereTwiceIsRefused()
    {
        var definition = GoldenModel.Create("word-vectors", folder).Definition;
        var twice = WordParts.WriteWords([.. WordParts.ReadWords(definition.Files)[1..], "bad"]);
        var error = Assert.Throws<InvalidDataException>(() => definition.Registration.Restore(new SavedEncoder(definition.Settings, definition.Files.With(twice))));
        Assert.Contains("\"bad\" twice", error.Message);
    }

    /// <summary>Hashes of the manifest and of the files are right in such a zip.</summary>
    [Fact]
    public void ZipWithoutBucketsIsRefused()
    {
        string zip = Save(GoldenModel.Create("word-text", folder));
        ChangeManifest(zip, manifest => manifest["settings"]!["table"]!["subwords"]!["buckets"] = 0);
        Assert.Contains("Buckets must be at least 1", LoadError(zip).Message);
    }

    [Fact]
    public void FileThatAManifestNamesManyTimesIsRefusedBeforeItIsRead()
    {
        string zip = Save(GoldenModel.Create("word-text", folder));
        ChangeManifest(zip, manifest =>
        {
            foreach (var file in Enumerable.Repeat(manifest["files"]![0]!, 40))
                manifest["files"]!.AsArray().Add(file.DeepClone());
        });
        Assert.Contains("lists the file 'vectors.bin' 41 times", LoadError(zip).Message);
    }

    [Theory]
    [InlineData("files", "name", "../vectors.bin")]
    [InlineData("files", "name", "")]
    [InlineData("files", "length", "-1")]
    [InlineData("columns", "output", "")]
    [InlineData("columns", "input", "")]
    public void NameOrLengthThatCannotBeIsRefused(string list, string member, string value)
    {
        string zip = Save(GoldenModel.Create("word-text", folder));
        ChangeManifest(zip, manifest => manifest[list]![0]![member] = member == "length" ? int.Parse(value, CultureInfo.InvariantCulture) : value);
        Assert.Contains("embedding.json", LoadError(zip).Message);
    }

    [Theory]
    [InlineData(true, "vector")]
    [InlineData(true, "prompt")]
    [InlineData(false, "vector")]
    [InlineData(false, "pooling")]
    public void SettingThatIsNullIsRefused(bool isStatic, string name)
    {
        var definition = Definition(isStatic);
        var settings = (JsonObject)definition.Settings.DeepClone();
        settings[name] = null;
        AssertDamaged(definition, settings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ModulesThatAreNullOrMissingAreRefused(bool isStatic)
    {
        var definition = Definition(isStatic);
        foreach (var modules in new JsonNode?[] { null, new JsonArray((JsonNode?)null), new JsonArray(new JsonObject()), "none" })
        {
            var settings = (JsonObject)definition.Settings.DeepClone();
            settings["vector"]!["modules"] = modules;
            AssertDamaged(definition, settings);
        }
        var missing = (JsonObject)definition.Settings.DeepClone();
        missing["vector"]!.AsObject().Remove("modules");
        AssertDamaged(definition, missing);
    }

    /// <summary>A setting of a later version would be missing in the vectors.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SettingThatIsNotKnownIsRefused(bool isStatic)
    {
        var definition = Definition(isStatic);
        var settings = (JsonObject)definition.Settings.DeepClone();
        settings["whitening"] = true;
        Assert.Contains("whitening", AssertDamaged(definition, settings).Message);
    }

    private EncoderDefinition Definition(bool isStatic)
    {
        string model = isStatic ? TinyStaticModel.Write(folder["model"]) : TinyOnnxModel.Write(folder["model"]);
        using var opened = TextEmbeddingModel.FromDirectory(model, new() { Prompt = "the ", Normalize = true, Dimensions = 5, MaxTokens = 12 });
        return opened.Definition;
    }

    private static InvalidDataException AssertDamaged(EncoderDefinition definition, JsonObject settings)
    {
        var error = Assert.Throws<InvalidDataException>(() => Restore(definition, settings));
        Assert.Contains("save the zip again", error.Message);
        return error;
    }

    private string Save(GoldenModel model)
    {
        string zip = folder["model.zip"];
        using var stage = model.Estimator.Fit(model.Data);
        new MLContext(1).Model.Save(stage, model.Data.Schema, zip);
        return zip;
    }

    private static void ChangeManifest(string zip, Action<JsonObject> change)
    {
        using var archive = ZipFile.Open(zip, ZipArchiveMode.Update);
        byte[] before = Read("embedding.json");
        var manifest = JsonNode.Parse(before)!.AsObject();
        change(manifest);
        byte[] after = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        byte[] key = Read("Model.key");
        SHA256.HashData(after).CopyTo(key, key.AsSpan().IndexOf(SHA256.HashData(before)));
        Write("embedding.json", after);
        Write("Model.key", key);

        ZipArchiveEntry Entry(string name) => archive.Entries.Single(entry => entry.FullName.EndsWith($"TransformerChain/{name}", StringComparison.Ordinal));

        byte[] Read(string name)
        {
            using var content = new MemoryStream();
            using (var entry = Entry(name).Open())
                entry.CopyTo(content);
            return content.ToArray();
        }

        void Write(string name, byte[] content)
        {
            using var entry = Entry(name).Open();
            entry.SetLength(0);
            entry.Write(content);
        }
    }

    private static InvalidDataException LoadError(string zip)
    {
        var error = Record.Exception(() => new MLContext(1).Model.Load(zip, out _));
        while (error is TargetInvocationException)
            error = error.InnerException;
        return Assert.IsType<InvalidDataException>(error);
    }

    private static void Vectors(GoldenModel model, JsonObject settings)
    {
        var stage = new EmbeddingStageSettings([new InputOutputColumnPair("Features", model.Input.Name)]);
        using var transformer = new EmbeddingTransformer(MLNetInternals.EnvironmentOf(new MLContext(1).Transforms.Text), Restore(model.Definition, settings), stage);
        model.Vectors(transformer);
    }

    private static EncoderDefinition Restore(EncoderDefinition definition, JsonObject settings) => definition.Registration.Restore(new SavedEncoder(settings, definition.Files));

    private static IEnumerable<(string Place, Action<JsonObject> Change)> Changes(JsonObject settings) => Paths(settings).SelectMany(path =>
    {
        var changes = new List<(string, Action<JsonObject>)> { ($"{string.Join('.', path)} missing", copy => Parent(copy, path).Remove(path[^1])) };
        foreach (string value in new[] { "null", "-1", "0", "1e99", "\"\"", "\"x\"", "true", "[]", "[null]", "{}" })
            changes.Add(($"{string.Join('.', path)} = {value}", copy => Parent(copy, path)[path[^1]] = JsonNode.Parse(value)));
        return changes;
    });

    private static IEnumerable<string[]> Paths(JsonObject settings) => settings.SelectMany(entry =>
        entry.Value is JsonObject inner ? Paths(inner).Select(path => (string[])[entry.Key, .. path]).Prepend([entry.Key]) : [[entry.Key]]);

    private static JsonObject Parent(JsonObject settings, string[] path) => path[..^1].Aggregate(settings, (node, name) => node[name]!.AsObject());
}
