using System.Text.Json.Nodes;
using CustomEncoder;
using Microsoft.ML.TransferEmbeddings.Encoders;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>An encoder that is written on the public API alone is a stage like any other: it is saved, loads in a fresh process, keeps the contract.</summary>
public class CustomEncoderStageTests : TransformerContract<ReadOnlyMemory<char>>
{
    private protected override TestColumn Input => TextColumn.Input;

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<ReadOnlyMemory<char>> CreateModel(int seed) => new NGramModel(new NGramSettings { MaxLength = 3 + seed });
}

public sealed class CustomEncoderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheSampleIsOneScreenAndLearns()
    {
        Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Root, "samples", "CustomEncoder", "CharacterNGrams.cs")).Length, 1, 80);
        string line = FreshProcess.RunSample("CustomEncoder.dll");
        double accuracy = double.Parse(line.Split(' ')[^2], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(accuracy > 70, line);
    }

    [Fact]
    public void SettingsAtTheirDefaultsAreLeftOut()
    {
        using var plain = new NGramModel();
        using var spelledOut = new NGramModel(new NGramSettings { Dimension = 512, MinLength = 3, MaxLength = 4 });
        using var other = new NGramModel(new NGramSettings { Dimension = 256 });
        Assert.Equal("{}", plain.Definition.Settings.ToJsonString());
        Assert.Equal(plain.Fingerprint, spelledOut.Fingerprint);
        Assert.Equal("""{"dimension":256}""", other.Definition.Settings.ToJsonString());
        Assert.NotEqual(plain.Fingerprint, other.Fingerprint);
    }

    [Fact]
    public void SettingOutOfItsRangeIsRefusedWhereItIsReadAndWhereItIsSet()
    {
        var kind = EncoderKinds.Find("character-n-grams", "CustomEncoder");
        var error = Assert.Throws<InvalidDataException>(() => kind.Restore(new SavedEncoder(new JsonObject { ["minLength"] = 0 }, new ModelFiles())));
        Assert.Contains("MinLength must be at least 1", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>("Dimension", () => new NGramSettings { Dimension = 0 });
    }

    /// <summary>QuickStart references the core alone.</summary>
    [Fact]
    public void ProgramWithoutTheEncodersAssemblyIsToldWhichPackageItNeeds()
    {
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable([new { Sentence = "the good text" }]);
        using (var model = new NGramModel())
        using (var stage = ml.Transforms.Embed("Features", model, "Sentence").Fit(rows))
            ml.Model.Save(stage, rows.Schema, folder["model.zip"]);

        using var process = FreshProcess.StartSample("QuickStart.dll", "--predict", folder["model.zip"]);
        string error = process.WaitForFailure();
        Assert.Contains(nameof(NotSupportedException), error);
        Assert.Contains("encoder of kind 'character-n-grams' of the package CustomEncoder", error);
        Assert.Contains("dotnet add package CustomEncoder", error);
    }

    [Fact]
    public void MissingAssemblyAndUnknownKindAreNamed()
    {
        var missing = Assert.Throws<NotSupportedException>(() => EncoderKinds.Find("x", "No.Such.Assembly"));
        Assert.Contains("kind 'x' of the package No.Such.Assembly", missing.Message);
        Assert.Contains("dotnet add package No.Such.Assembly", missing.Message);

        var unknown = Assert.Throws<NotSupportedException>(() => EncoderKinds.Find("hologram", "CustomEncoder"));
        Assert.Contains("kind 'hologram', and this version of CustomEncoder knows 'character-n-grams'", unknown.Message);
        Assert.Contains("Update the package", unknown.Message);
    }

    [Fact]
    public void DefinitionThatIsNotRegisteredSaysWhatToAdd()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new UnregisteredDefinition());
        Assert.Contains("""[assembly: EncoderKind<UnregisteredDefinition>("name-of-the-kind")]""", error.Message);
        Assert.Contains(typeof(CustomEncoderTests).Assembly.GetName().Name!, error.Message);
    }

    private sealed class UnregisteredDefinition() : EncoderDefinition<ReadOnlyMemory<char>>([], new ModelFiles())
    {
        public override IReadOnlyList<InputColumn<ReadOnlyMemory<char>>> Columns => [InputColumn.Text];

        public override EmbeddingEncoder<ReadOnlyMemory<char>> Open(EncoderContext context) => throw new NotSupportedException();
    }
}
