using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>The zip of a saved stage: its bytes, and its manifest and files with hashes that are right again, as hostile hands would leave them.</summary>
internal sealed class ZipTarget() : FuzzTarget("zip")
{
    private const string ManifestName = "embedding.json", KeyName = "Model.key", Stage = "TransformerChain/";
    private const int HeadOfZip = 400, HeadOfPart = 100;

    /// <summary>The same zip whenever it is made.</summary>
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All tables of characters are read for it, so that no damaged file seems to take their memory.</summary>
    private const string Text = "the g\u00f6\u0308d text \u2581 \u4e2d";

    private readonly MLContext ml = new(seed: 1);
    private EmbeddingTransformer? stage;

    public override IReadOnlyList<FuzzFile> Seeds => field ??= CreateSeeds();

    /// <summary>ML.NET's own, which unpacks and reads its catalogs, and the buffers of a first row.</summary>
    public override long Overhead => 2 * Megabyte;

    public override byte[] Damage(FuzzFile whole, Random random) =>
        random.Next(4) == 0 ? Mutation.OfBytes(whole.Content, random, HeadOfZip) : DamagePart(whole.Content, random);

    public override void Read(FuzzFile file)
    {
        stage?.Dispose();
        stage = null;
        string path = Write(file);
        var transformer = ml.Model.Load(path, out _);
        // ML.NET's own, in a file that says so.
        stage = transformer as EmbeddingTransformer;
    }

    public override void Use()
    {
        if (stage is null)
            return;
        var rows = ml.Data.LoadFromEnumerable([new Row { Input = Text, Key = 1 }]);
        _ = stage.Transform(rows).GetColumn<float[]>(stage.OutputColumnName).Count();
    }

    /// <summary>ML.NET reads the zip's directory and its own headers before it asks for a stage of ours: there the kinds are its own.</summary>
    public override bool IsRefusal(Exception error)
    {
        var cause = error;
        while (cause is TargetInvocationException { InnerException: { } inner })
            cause = inner;
        return cause.StackTrace?.Contains("Microsoft.ML.TransferEmbeddings.Pipeline.Zip.EmbeddingModelZip") == true
            ? cause is InvalidDataException or NotSupportedException or FileNotFoundException && IsClear(cause.Message)
            : cause is InvalidDataException or InvalidOperationException or FormatException or NotSupportedException or IOException or ArgumentException;
    }

    public override void Dispose()
    {
        stage?.Dispose();
        base.Dispose();
    }

    protected override string NameOfFault(string resource) => "fault.zip";

    private static bool IsClear(string message) => message.Contains("zip") || message.Contains("package");

    private FuzzFile[] CreateSeeds()
    {
        using var table = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(Folder["table"]));
        using var network = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(Folder["network"]), new TextEmbeddingModelOptions { Prompt = "the ", Dimensions = 5 });
        string[] words = ["good", "bad", "the", "text"];
        var rows = ml.Data.LoadFromEnumerable(words.Select(word => new { Input = Text, Name = word }));
        var vectors = TinyWordVectors.Create(1, words, subwords: true);
        using var text = vectors.ToTextModel(new WordTextOptions { Normalize = true });
        return
        [
            Save("table.zip", ml.Transforms.Text.EmbedText("Features", "Input", table), rows),
            Save("network.zip", ml.Transforms.Text.EmbedText("Features", new EmbedTextOptions { InputColumnName = "Input", SlotNames = true, Model = network }), rows),
            Save("words.zip", ml.Transforms.Text.EmbedText("Features", "Input", text), rows),
            Save("keys.zip", ml.Transforms.EmbedKeys("Features", vectors, "Key"), ml.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(rows).Transform(rows)),
        ];
    }

    private FuzzFile Save(string name, IEstimator<ITransformer> estimator, IDataView data)
    {
        var fitted = estimator.Fit(data);
        // Without the rows' schema: ML.NET reads that by itself, and waits for ever where it is damaged in some places.
        ml.Model.Save(fitted, inputSchema: null, Folder[name]);
        (fitted as IDisposable)?.Dispose();
        return new FuzzFile(name, Zip(Unzip(File.ReadAllBytes(Folder[name]))));
    }

    /// <summary>Damages the manifest, or another part, and mends the hashes and lengths that would give it away.</summary>
    private static byte[] DamagePart(byte[] whole, Random random)
    {
        var parts = Unzip(whole);
        string manifest = Stage + ManifestName;
        byte[] oldHash = SHA256.HashData(parts[manifest]);
        string[] others = [.. parts.Keys.Where(name => name != manifest)];
        if (random.Next(2) == 0)
        {
            parts[manifest] = Mutation.OfText(parts[manifest], random);
        }
        else
        {
            string name = others[random.Next(others.Length)];
            byte[] before = parts[name];
            parts[name] = name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".txt", StringComparison.Ordinal)
                ? Mutation.OfText(before, random)
                : Mutation.OfBytes(before, random, HeadOfPart);
            parts[manifest] = WithHash(parts[manifest], name[(name.LastIndexOf('/') + 1)..], parts[name]);
        }
        parts[Stage + KeyName] = Replace(parts[Stage + KeyName], oldHash, SHA256.HashData(parts[manifest]));
        return Zip(parts);
    }

    private static byte[] WithHash(byte[] manifest, string file, byte[] content)
    {
        var json = JsonNode.Parse(manifest)!;
        foreach (var entry in json["files"]!.AsArray().Where(entry => (string?)entry!["name"] == file))
        {
            entry!["length"] = content.Length;
            entry["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content));
        }
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static byte[] Replace(byte[] content, byte[] old, byte[] replacement)
    {
        int place = content.AsSpan().IndexOf(old);
        if (place < 0)
            return content;
        byte[] changed = [.. content];
        replacement.CopyTo(changed, place);
        return changed;
    }

    private static SortedDictionary<string, byte[]> Unzip(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        var parts = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            byte[] content = new byte[entry.Length];
            using var stream = entry.Open();
            stream.ReadExactly(content);
            parts[entry.FullName.Replace('\\', '/')] = content;
        }
        return parts;
    }

    private static byte[] Zip(SortedDictionary<string, byte[]> parts)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
                entry.LastWriteTime = Time;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }
        return file.ToArray();
    }

    private sealed class Row
    {
        public string Input { get; set; } = "";

        [KeyType(4)]
        public uint Key { get; set; }
    }
}
