using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Encoders;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

/// <summary>Settings of a zip that are not what was saved are refused, whatever is wrong with them.</summary>
public sealed class SavedSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EverySettingThatIsMissingOrOfAnotherTypeIsRefused(bool isStatic)
    {
        var definition = Definition(isStatic);
        int refused = 0;
        foreach (var (place, change) in Changes(definition.Settings))
        {
            var settings = (JsonObject)definition.Settings.DeepClone();
            change(settings);
            var error = Record.Exception(() => Open(definition, settings));
            if (error is null)
                continue;
            Assert.True(error is InvalidDataException or NotSupportedException or ArgumentException and not ArgumentNullException, $"{place}: {error}");
            refused++;
        }
        Assert.True(refused > 40, $"{refused} changes were refused");
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

    private static void Open(EncoderDefinition definition, JsonObject settings) => Restore(definition, settings).OpenForStage(EncoderContext.Cpu, new InputReports()).Dispose();

    private static EncoderDefinition Restore(EncoderDefinition definition, JsonObject settings) => definition.Registration.Restore(new SavedEncoder(settings, definition.Files));

    /// <summary>Every value at every depth taken away, or in the place of another.</summary>
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
