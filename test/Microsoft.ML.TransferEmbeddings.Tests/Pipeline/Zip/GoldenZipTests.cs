using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Encoders;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

/// <summary>
/// Zips that an earlier version saved load with the fingerprints and vectors they had. They are in <c>Golden/</c> and stay; a new kind adds one. Those that are
/// missing there are written by
/// <c>WRITE_GOLDEN_ZIPS=1 dotnet test --project test/Microsoft.ML.TransferEmbeddings.Tests -- --filter-method "*WriteGoldenZips"</c>.
/// </summary>
public sealed class GoldenZipTests : IDisposable
{
    private const float Tolerance = 1e-5f;

    private static readonly string Golden = Path.Combine(Repository.Root, "test", "Microsoft.ML.TransferEmbeddings.Tests", "Golden");

    /// <summary>A line per kind: its name, the fingerprint, the values of the vectors; between spaces.</summary>
    private static readonly string Fingerprints = Path.Combine(Golden, "fingerprints.txt");

    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    public static TheoryData<string> Kinds => [.. GoldenModel.Kinds];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WriteGoldenZips()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WRITE_GOLDEN_ZIPS") == "1", "writes the golden zips; set WRITE_GOLDEN_ZIPS=1");
        Directory.CreateDirectory(Golden);
        foreach (string kind in GoldenModel.Kinds.Where(kind => !File.Exists(ZipOf(kind))))
        {
            var model = GoldenModel.Create(kind, folder);
            using var stage = model.Estimator.Fit(model.Data);
            ml.Model.Save(stage, model.Data.Schema, ZipOf(kind));
            var values = model.Vectors(stage).Select(value => value.ToString("R", CultureInfo.InvariantCulture));
            var others = File.Exists(Fingerprints) ? File.ReadAllLines(Fingerprints).Where(line => !line.StartsWith($"{kind} ")) : [];
            File.WriteAllText(Fingerprints, string.Join('\n', [.. others, $"{kind} {stage.Fingerprint} {string.Join(' ', values)}", ""]));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GoldenZipGivesItsVectorsAndIsSavedAgain(string kind)
    {
        string[] golden = File.ReadLines(Fingerprints).Select(line => line.Split(' ')).Single(line => line[0] == kind);
        float[] expected = [.. golden[2..].Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
        Assert.Contains(expected, value => value != 0);
        var rows = GoldenModel.Create(kind, folder);

        Check(ZipOf(kind), out var schema);
        using (var again = (EmbeddingTransformer)ml.Model.Load(ZipOf(kind), out _))
            ml.Model.Save(again, schema, folder["again.zip"]);
        Check(folder["again.zip"], out _);

        void Check(string zip, out DataViewSchema schema)
        {
            using var stage = (EmbeddingTransformer)ml.Model.Load(zip, out schema);
            Assert.Equal(golden[1], stage.Fingerprint);
            float[] actual = rows.Vectors(stage);
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }

    [Fact]
    public void EveryKindHasItsGoldenZip()
    {
        var registered = new[] { typeof(TextEmbeddingModel), typeof(ImageEmbeddingModel) }
            .SelectMany(type => type.Assembly.GetCustomAttributes<EncoderKindAttribute>());
        Assert.Equal(GoldenModel.Kinds, registered.Select(kind => kind.Name).Order(StringComparer.Ordinal));
        Assert.Equal(GoldenModel.Kinds.Select(ZipOf).Order(StringComparer.Ordinal), Directory.GetFiles(Golden, "*.zip").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SettingThatIsNotKnownIsRefusedByName(string kind)
    {
        var definition = GoldenModel.Create(kind, folder).Definition;
        var settings = definition.Settings;
        Assert.Equal(definition.Fingerprint, Restore(definition, settings).Fingerprint);
        settings["unknownSetting"] = 1;
        Assert.Contains("unknownSetting", Assert.Throws<InvalidDataException>(() => Restore(definition, settings)).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SettingOfAWrongTypeIsRefusedByName(string kind)
    {
        var definition = GoldenModel.Create(kind, folder).Definition;
        Assert.NotEmpty(definition.Settings);
        foreach (var (name, value) in definition.Settings)
        {
            var settings = definition.Settings;
            settings[name] = value?.GetValueKind() == System.Text.Json.JsonValueKind.Number ? "wrong" : 7;
            Assert.Contains($"$.{name}", Assert.Throws<InvalidDataException>(() => Restore(definition, settings)).Message);
        }
    }

    [Fact]
    public void NewSettingAtItsDefaultLeavesTheFingerprint()
    {
        var files = new ModelFiles(new ModelFile("weights.bin", new byte[] { 1, 2, 3 }));
        string before = EncoderFingerprint.Compute("kind", EncoderSettings.ToJson(new FirstVersion(7, "x")), files);
        Assert.Equal(before, EncoderFingerprint.Compute("kind", EncoderSettings.ToJson(new SecondVersion(7, "x")), files));
        Assert.NotEqual(before, EncoderFingerprint.Compute("kind", EncoderSettings.ToJson(new SecondVersion(7, "x", Whiten: true)), files));
        // What the first version saved is read by the second one; the first refuses what it does not know.
        Assert.Equal(new SecondVersion(7, "x"), EncoderSettings.FromJson<SecondVersion>(EncoderSettings.ToJson(new FirstVersion(7, "x"))));
        Assert.Equal(new FirstVersion(7, "x"), EncoderSettings.FromJson<FirstVersion>(EncoderSettings.ToJson(new SecondVersion(7, "x"))));
        var later = EncoderSettings.ToJson(new SecondVersion(7, "x", Whiten: true));
        var error = Assert.Throws<InvalidDataException>(() => EncoderSettings.FromJson<FirstVersion>(later));
        Assert.Contains("whiten", error.Message);
    }

    private static string ZipOf(string kind) => Path.Combine(Golden, $"{kind}.zip");

    private static EncoderDefinition Restore(EncoderDefinition definition, JsonObject settings) =>
        EncoderKinds.Find(definition.Kind, definition.GetType().Assembly.GetName().Name!).Restore(new SavedEncoder(settings, definition.Files));

    private sealed record FirstVersion(int Dimension, string Pooling);

    private sealed record SecondVersion(int Dimension, string Pooling, bool Whiten = false);
}
