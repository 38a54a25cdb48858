using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

/// <summary>A zip with checksums of all its entries loads only as it was saved, and with a key only as its owner saved it.</summary>
public sealed class VerifiedModelTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();

    private string Zip => folder["model.zip"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AVerifiedModelPredictsAsTheSavedOne()
    {
        var (model, data) = Trained();
        ml.Model.SaveAtomically(model, data.Schema, Zip);
        var expected = Scores(model, data);
        var verified = ml.Model.LoadVerified(Zip, out var schema);
        Assert.Equal(data.Schema.Select(column => column.Name), schema.Select(column => column.Name));
        Assert.Equal(expected, Scores(verified, data));
        Assert.Equal(expected, Scores(ml.Model.Load(Zip, out _), data));
    }

    /// <summary>The list is what sha256sum -c reads, and it names every entry, ML.NET's own included.</summary>
    [Fact]
    public void TheListNamesEveryEntry()
    {
        Save();
        using var zip = ZipFile.OpenRead(Zip);
        using var reader = new StreamReader(zip.GetEntry("SHA256SUMS")!.Open());
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(zip.Entries.Select(entry => entry.FullName).Where(name => name != "SHA256SUMS").Order(StringComparer.Ordinal), lines.Select(line => line[66..]).Order(StringComparer.Ordinal));
        foreach (string line in lines)
        {
            using var content = zip.GetEntry(line[66..])!.Open();
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), line[..64]);
        }
    }

    /// <summary>The trainer's weights are read by ML.NET, which does not check them: a flipped bit would be another prediction.</summary>
    [Fact]
    public void EveryChangedEntryIsRefusedByName()
    {
        Save();
        byte[] whole = File.ReadAllBytes(Zip);
        string[] names;
        using (var zip = ZipFile.OpenRead(Zip))
            names = [.. zip.Entries.Select(entry => entry.FullName).Where(name => name != "SHA256SUMS")];
        Assert.NotEmpty(names);
        foreach (string name in names)
        {
            File.WriteAllBytes(Zip, whole);
            Replace(name, content => content.Length == 0 ? [1] : [(byte)(content[0] ^ 1), .. content[1..]]);
            Assert.Contains($"the SHA-256 of '{name}'", Refusal());
        }
    }

    [Fact]
    public void AnEntryTooFewOrTooManyIsRefusedByName()
    {
        Save();
        using (var zip = ZipFile.Open(Zip, ZipArchiveMode.Update))
            zip.CreateEntry("TransformerChain/more").Open().Dispose();
        Assert.Contains("'TransformerChain/more' is not in the list", Refusal());

        Save();
        string name;
        using (var zip = ZipFile.Open(Zip, ZipArchiveMode.Update))
        {
            var entry = zip.Entries.First(entry => entry.FullName.Contains("Transform_001", StringComparison.Ordinal));
            name = entry.FullName;
            entry.Delete();
        }
        Assert.Contains($"'{name}' is missing", Refusal());
    }

    /// <summary>Two entries of one name: one is checked and the other one read.</summary>
    [Fact]
    public void TwoEntriesOfOneNameAreRefused()
    {
        Save();
        string name;
        using (var zip = ZipFile.Open(Zip, ZipArchiveMode.Update))
        {
            name = zip.Entries.First(entry => entry.Name == "tokenizer.json").FullName;
            zip.CreateEntry(name).Open().Dispose();
        }
        Assert.Contains($"two entries '{name}'", Refusal());
    }

    [Fact]
    public void AZipWithoutAListIsRefused()
    {
        var (model, data) = Trained();
        ml.Model.Save(model, data.Schema, Zip);
        Assert.Contains("no list of checksums", Refusal());
        File.WriteAllText(Zip, "no zip");
        Assert.Contains("no whole zip", Refusal());
        Assert.Throws<FileNotFoundException>(() => ml.Model.LoadVerified(folder["nothing.zip"], out _));
    }

    /// <summary>ML.NET unpacks what it reads into the temporary folder: a small file must not fill the disk.</summary>
    [Fact]
    public void AZipThatGrowsWithoutMeasureIsRefusedBeforeItIsUnpacked()
    {
        using (var zip = ZipFile.Open(Zip, ZipArchiveMode.Create))
        {
            using var list = new StreamWriter(zip.CreateEntry("SHA256SUMS").Open());
            list.Write($"{new string('0', 64)}  zeros\n");
        }
        ZipDirectory.AddEntryThatClaims(Zip, "zeros", 1025u << 20);
        Assert.Contains("would unpack to 1,074,79", Refusal());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ASignedZipLoadsWithItsOwnersKeyAlone(bool rsa)
    {
        using AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using AsymmetricAlgorithm another = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using AsymmetricAlgorithm publicKey = rsa ? RSA.Create() : ECDsa.Create();
        publicKey.ImportSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);
        var (model, data) = Trained();
        ml.Model.SaveAtomically(model, data.Schema, Zip, key);
        Assert.Equal(Scores(model, data), Scores(ml.Model.LoadVerified(Zip, out _, publicKey), data));
        Assert.Equal(Scores(model, data), Scores(ml.Model.LoadVerified(Zip, out _), data));

        Assert.Contains("not signed by this key", Refusal(another));
        Replace("SHA256SUMS.sig", signature => [(byte)(signature[0] ^ 1), .. signature[1..]]);
        Assert.Contains("not signed by this key", Refusal(publicKey));

        // A stranger's list fits a stranger's entries; the signature is still of the old one.
        ml.Model.SaveAtomically(model, data.Schema, Zip, key);
        Replace("SHA256SUMS", list => [.. list, .. "\n"u8]);
        Assert.Contains("not signed by this key", Refusal(publicKey));

        ml.Model.SaveAtomically(model, data.Schema, Zip);
        Assert.Contains("it is not signed", Refusal(publicKey));
    }

    [Fact]
    public void KeysOfOtherKindsAreRefused()
    {
        using var agreement = ECDiffieHellman.Create();
        using var publicPart = RSA.Create();
        using (var key = RSA.Create(2048))
            publicPart.ImportSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);
        var (model, data) = Trained();
        Assert.Throws<ArgumentException>("signingKey", () => ml.Model.SaveAtomically(model, data.Schema, Zip, agreement));
        Assert.ThrowsAny<CryptographicException>(() => ml.Model.SaveAtomically(model, data.Schema, Zip, publicPart));
        Assert.Empty(Directory.GetFiles(folder.Root));
        Save();
        Assert.Throws<ArgumentException>("publicKey", () => ml.Model.LoadVerified(Zip, out _, agreement));
    }

    private void Save()
    {
        var (model, data) = Trained();
        ml.Model.SaveAtomically(model, data.Schema, Zip);
    }

    private (ITransformer Model, IDataView Data) Trained()
    {
        var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Row { Text = (i % 2 == 0 ? "good food " : "slow service ") + i, Label = i % 2 == 0 }));
        return (ml.Transforms.Text.EmbedText("Features", nameof(Row.Text)).Append(ml.BinaryClassification.Trainers.LinearProbe()).Fit(data), data);
    }

    private static float[] Scores(ITransformer model, IDataView data) => [.. model.Transform(data).GetColumn<float>("Score")];

    private string Refusal(AsymmetricAlgorithm? publicKey = null)
    {
        string message = Assert.Throws<InvalidDataException>(() => ml.Model.LoadVerified(Zip, out _, publicKey)).Message;
        Assert.Contains($"'{Zip}'", message);
        return message;
    }

    private void Replace(string name, Func<byte[], byte[]> change)
    {
        using var zip = ZipFile.Open(Zip, ZipArchiveMode.Update);
        var entry = zip.GetEntry(name)!;
        byte[] content;
        using (var source = entry.Open())
        using (var copy = new MemoryStream())
        {
            source.CopyTo(copy);
            content = copy.ToArray();
        }
        entry.Delete();
        using var target = zip.CreateEntry(name).Open();
        target.Write(change(content));
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }
}
