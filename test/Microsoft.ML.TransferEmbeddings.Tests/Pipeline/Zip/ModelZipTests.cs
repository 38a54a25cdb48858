using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Encoders;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

/// <summary>A zip that is not what was saved is refused by name; a save that fails leaves what was there.</summary>
public sealed class ModelZipTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void OneByteChangedInTheStageIsRefusedByNameOrHarmless()
    {
        string zip = SaveTinyModel();
        byte[] whole = File.ReadAllBytes(zip);
        float[] expected = Embed(zip);
        var random = new Random(1);
        int named = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] changed = [.. whole];
            int position = random.Next(whole.Length);
            changed[position] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(zip, changed);
            Exception? error = null;
            try
            {
                // Dates, attributes and the like change nothing.
                Assert.Equal(expected, Embed(zip));
            }
            catch (Exception thrown) when (thrown is not Xunit.Sdk.XunitException)
            {
                error = Unwrap(thrown);
            }
            // The zip's own directory and ML.NET's header are read by .NET and ML.NET before our loader is asked.
            if (error is InvalidDataException && error.Message.Contains("TransformerChain") && error.Message.Contains("save the zip again"))
                named++;
            else if (error is not null)
                Assert.True(error is InvalidDataException or InvalidOperationException or FormatException or NotSupportedException or IOException, $"byte {position}: {error}");
        }
        Assert.True(named > 150, $"{named} of 300 changes were refused by name");
    }

    [Fact]
    public void ChangedFileOfTheStageIsNamed()
    {
        foreach (string name in new[] { "model.onnx", "vocab.txt", "embedding.json" })
        {
            string zip = SaveTinyModel();
            Rewrite(zip, name, content => content[content.Length / 2] ^= 1);
            var error = Unwrap(Assert.ThrowsAny<Exception>(() => Embed(zip)));
            Assert.IsType<InvalidDataException>(error);
            Assert.Contains(name, error.Message);
            Assert.Contains("save the zip again", error.Message);
        }
    }

    [Fact]
    public void MissingFileOfTheStageIsNamed()
    {
        foreach (string name in new[] { "model.onnx", "embedding.json" })
        {
            string zip = SaveTinyModel();
            using (var archive = ZipFile.Open(zip, ZipArchiveMode.Update))
                archive.Entries.Single(entry => entry.Name == name).Delete();
            var error = Unwrap(Assert.ThrowsAny<Exception>(() => Embed(zip)));
            Assert.IsType<InvalidDataException>(error);
            Assert.Contains(name, error.Message);
        }
    }

    [Fact]
    public void NewerFormatIsRefusedWithBothVersions()
    {
        string zip = SaveTinyModel();
        // ML.NET's header: magic (8), header version (4, 4), model signature (8), version written (4), version readable (4).
        Rewrite(zip, "Model.key", content =>
        {
            int signature = content.AsSpan().IndexOf("TREMBEDS"u8);
            Assert.True(signature > 0);
            BitConverter.TryWriteBytes(content.AsSpan(signature + 8), 0x00030000u);
            BitConverter.TryWriteBytes(content.AsSpan(signature + 12), 0x00030000u);
        });
        var error = Unwrap(Assert.ThrowsAny<Exception>(() => Embed(zip)));
        Assert.IsType<NotSupportedException>(error);
        Assert.Contains("3.0", error.Message);
        Assert.Contains($"{EmbeddingModelZip.FormatVersion >> 16}.{EmbeddingModelZip.FormatVersion & 0xFFFF}", error.Message);
        Assert.Contains("update the package", error.Message);
    }

    [Fact]
    public void UnknownEncoderKindIsNamed()
    {
        var error = Assert.Throws<NotSupportedException>(() => EncoderKinds.Find("hologram", "Microsoft.ML.TransferEmbeddings"));
        Assert.Contains("hologram", error.Message);
        Assert.Contains("Update the package", error.Message);
    }

    [Fact]
    public void FailedSaveLeavesTheOldModel()
    {
        string zip = SaveTinyModel();
        byte[] before = File.ReadAllBytes(zip);
        var data = ml.Data.LoadFromEnumerable([new { Input = "the good text" }]);
        // A mapping without a contract can't be saved; the stage before it is written first.
        using var unsaveable = ml.Transforms.Text.EmbedText("Features", "Input").Append(ml.Transforms.CustomMapping<Row, Row>((_, _) => { }, contractName: null)).Fit(data);
        Assert.Throws<InvalidOperationException>(() => ml.Model.SaveAtomically(unsaveable, data.Schema, zip));
        Assert.Equal(before, File.ReadAllBytes(zip));
        Assert.Equal([zip], Directory.GetFiles(folder.Root));

        using var whole = ml.Transforms.Text.EmbedText("Features", "Input").Fit(data);
        ml.Model.SaveAtomically(whole, data.Schema, zip);
        Assert.Equal([zip], Directory.GetFiles(folder.Root, "model*"));
        ((IDisposable)ml.Model.Load(zip, out _)).Dispose();
    }

    [Fact]
    public void FilesMayGoOnceTheModelIsRead()
    {
        TinyOnnxModel.Write(folder["model"]);
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        Directory.Delete(folder["model"], recursive: true);
        var data = ml.Data.LoadFromEnumerable([new { Sentence = "the good text" }]);
        using var stage = ml.Transforms.Text.EmbedText("Features", "Sentence", model).Fit(data);
        ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(model.Fingerprint, loaded.Fingerprint);
    }

    [Fact]
    public void DeviceOfTheContextIsFound()
    {
        var environment = MLNetInternals.EnvironmentOf(new MLContext { GpuDeviceId = 3, FallbackToCpu = false }.Transforms.Text);
        Assert.Equal((3, false), MLNetInternals.DeviceOf(environment));
        Assert.Equal((null, true), MLNetInternals.DeviceOf(MLNetInternals.EnvironmentOf(new MLContext { GpuDeviceId = null, FallbackToCpu = true }.Transforms.Text)));
    }

    private string SaveTinyModel()
    {
        string zip = folder["model.zip"];
        using var model = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"]));
        var data = ml.Data.LoadFromEnumerable([new { Input = "the good text" }]);
        using var stage = ml.Transforms.Text.EmbedText("Features", "Input", model).Fit(data);
        ml.Model.Save(stage, data.Schema, zip);
        Directory.Delete(folder["model"], recursive: true);
        return zip;
    }

    private float[] Embed(string zip)
    {
        using var loaded = (EmbeddingTransformer)ml.Model.Load(zip, out _);
        var data = ml.Data.LoadFromEnumerable([new { Input = "the good text" }]);
        return loaded.Transform(data).GetColumn<float[]>(loaded.OutputColumnName).Single();
    }

    private static void Rewrite(string zip, string entryName, Action<byte[]> change)
    {
        using var archive = ZipFile.Open(zip, ZipArchiveMode.Update);
        var entry = archive.Entries.Single(entry => entry.FullName.EndsWith($"TransformerChain/{entryName}", StringComparison.Ordinal));
        byte[] content = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(content);
        change(content);
        stream.Position = 0;
        stream.Write(content);
    }

    private static Exception Unwrap(Exception error) =>
        error is System.Reflection.TargetInvocationException { InnerException: { } inner } ? Unwrap(inner) : error;

    private sealed class Row
    {
        public string Input { get; set; } = "";
    }
}
