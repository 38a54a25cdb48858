using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

/// <summary>Zips whose hashes are right and whose sizes and lists were made to take memory or disk: refused before either is taken.</summary>
public sealed class HostileZipTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();

    private string Zip => folder["model.zip"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public void APartThatIsListedAgainIsRefusedByName(int times)
    {
        Save();
        ChangeManifest(manifest =>
        {
            for (int i = 1; i < times; i++)
                manifest["files"]!.AsArray().Add(manifest["files"]![0]!.DeepClone());
        });
        Assert.Contains($"lists the file 'model.safetensors' {times} times", Refusal(Zip));
    }

    [Fact]
    public void ALengthThatIsNotThePartsIsRefusedWithoutTakingItsMemory()
    {
        Save();
        ChangeManifest(manifest => manifest["files"]![0]!["length"] = 2_000_000_000L);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("2,000,000,000 were saved", Refusal(Zip));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void AManifestBeyondAllMeasureIsRefused()
    {
        Save();
        using (var zip = ZipFile.Open(Zip, ZipArchiveMode.Update))
        {
            var entry = zip.Entries.Single(entry => entry.Name == "embedding.json");
            string name = entry.FullName;
            entry.Delete();
            using var large = zip.CreateEntry(name).Open();
            large.Write(new byte[20_000_000]);
        }
        Assert.Contains("embedding.json' can't be used, it has 20,000,000 bytes", Refusal(Zip));
    }

    /// <summary>ML.NET would unpack what it meets into the temporary folder.</summary>
    [Fact]
    public void AZipThatGrowsWithoutMeasureIsRefusedBeforeItIsUnpacked()
    {
        Save();
        ZipDirectory.AddEntryThatClaims(Zip, "TransformerChain/zeros", 1025u << 20);
        Assert.Contains("would unpack to 1,07", Refusal(Zip));
    }

    private void Save()
    {
        TinyStaticModel.Write(folder["model"]);
        using var model = TextEmbeddingModel.FromDirectory(folder["model"]);
        var data = ml.Data.LoadFromEnumerable([new { Input = "the good text" }]);
        using var stage = ml.Transforms.Text.EmbedText("Features", "Input", model).Fit(data);
        ml.Model.Save(stage, data.Schema, Zip);
    }

    /// <summary>With the right hash of the changed manifest where ML.NET's header says it is.</summary>
    private void ChangeManifest(Action<JsonNode> change)
    {
        byte[] oldHash = [], newHash = [];
        Replace("embedding.json", content =>
        {
            var manifest = JsonNode.Parse(content)!;
            change(manifest);
            byte[] changed = System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString());
            (oldHash, newHash) = (SHA256.HashData(content), SHA256.HashData(changed));
            return changed;
        });
        Replace("Model.key", content =>
        {
            int place = content.AsSpan().IndexOf(oldHash);
            Assert.True(place > 0);
            newHash.CopyTo(content, place);
            return content;
        });
    }

    private void Replace(string name, Func<byte[], byte[]> change)
    {
        using var zip = ZipFile.Open(Zip, ZipArchiveMode.Update);
        var entry = zip.Entries.Single(entry => entry.FullName.EndsWith($"TransformerChain/{name}", StringComparison.Ordinal));
        string fullName = entry.FullName;
        byte[] content = new byte[entry.Length];
        using (var source = entry.Open())
            source.ReadExactly(content);
        entry.Delete();
        using var target = zip.CreateEntry(fullName).Open();
        target.Write(change(content));
    }

    private string Refusal(string zip)
    {
        var error = Assert.ThrowsAny<Exception>(() => ml.Model.Load(zip, out _));
        while (error is System.Reflection.TargetInvocationException { InnerException: { } inner })
            error = inner;
        return Assert.IsType<InvalidDataException>(error).Message;
    }
}
