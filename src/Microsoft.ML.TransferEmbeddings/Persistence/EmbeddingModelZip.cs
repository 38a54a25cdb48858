using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.Persistence;

/// <summary>
/// Writes an embedding stage into ML.NET's model zip and reads it back. The stage's folder in the zip holds <c>Model.key</c>
/// (ML.NET's header and the manifest's hash), <c>embedding.json</c> (the manifest) and the files that the manifest names, each with
/// its SHA-256: whatever is damaged on the way is refused by name.
/// </summary>
internal static class EmbeddingModelZip
{
    /// <summary>Raised when a zip of this version can't be read by the versions before.</summary>
    public const uint FormatVersion = 0x00010001;

    private const string ManifestName = "embedding.json";

    private static readonly string PackageVersion =
        typeof(EmbeddingModelZip).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static VersionInfo Version => new(
        modelSignature: "TREMBEDS",
        verWrittenCur: FormatVersion,
        verReadableCur: FormatVersion,
        verWeCanReadBack: FormatVersion,
        loaderAssemblyName: typeof(EmbeddingModelZip).Assembly.FullName,
        loaderSignature: EmbeddingTransformerLoader.Signature);

    public static void Write(ModelSaveContext context, string outputColumn, string inputColumn, bool slotNames, Pipeline.EncoderDefinition definition)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version);

        var files = definition.Parts.Select(part => new EmbeddingManifest.File(part.Name, part.Content.Length, part.Sha256)).ToArray();
        byte[] manifest = new EmbeddingManifest(
            $"Microsoft.ML.TransferEmbeddings {PackageVersion}", outputColumn, inputColumn, slotNames, definition.Kind, definition.Settings, files).ToUtf8();

        context.Writer.Write(SHA256.HashData(manifest));
        context.SaveBinaryStream(ManifestName, writer => writer.Write(manifest));
        foreach (var part in definition.Parts)
            context.SaveBinaryStream(part.Name, writer => writer.Write(part.Content.Span));
    }

    public static (EmbeddingManifest Manifest, IReadOnlyList<ModelPart> Parts) Read(ModelLoadContext context)
    {
        RefuseNewer(context);
        context.CheckAtModel(Version);

        byte[] manifestHash = context.Reader.ReadBytes(SHA256.HashSizeInBytes);
        byte[] utf8 = ReadEntry(context, ManifestName, length: null);
        if (!SHA256.HashData(utf8).AsSpan().SequenceEqual(manifestHash))
            throw Damaged(context, ManifestName, "its SHA-256 is not the one that was saved");

        EmbeddingManifest manifest;
        try
        {
            manifest = EmbeddingManifest.FromUtf8(utf8);
        }
        catch (JsonException e)
        {
            throw Damaged(context, ManifestName, e.Message, e);
        }

        var parts = new List<ModelPart>(manifest.Files.Count);
        foreach (var file in manifest.Files)
        {
            var part = new ModelPart(file.Name, ReadEntry(context, file.Name, file.Length));
            if (part.Sha256 != file.Sha256)
                throw Damaged(context, file.Name, "its SHA-256 is not the one that was saved");
            parts.Add(part);
        }
        return (manifest, parts);
    }

    private static void RefuseNewer(ModelLoadContext context)
    {
        if (context.Header.ModelVerReadable > FormatVersion)
        {
            throw new NotSupportedException(
                $"The embedding stage '{context.Directory}' of this model zip has format {Show(context.Header.ModelVerReadable)}; Microsoft.ML.TransferEmbeddings {PackageVersion} " +
                $"reads formats up to {Show(FormatVersion)}. The zip was saved by a newer version of the package: update the package, or save the model again with this one.");
        }

        static string Show(uint version) => $"{version >> 16}.{version & 0xFFFF}";
    }

    private static byte[] ReadEntry(ModelLoadContext context, string name, long? length)
    {
        byte[]? content = null;
        long available = 0;
        try
        {
            context.TryLoadBinaryStream(name, reader =>
            {
                available = reader.BaseStream.Length;
                if (length is not null && available != length)
                    return;
                content = new byte[available];
                reader.BaseStream.ReadExactly(content);
            });
        }
        catch (Exception e)
        {
            throw Damaged(context, name, e.Message.TrimEnd('.'), e);
        }
        if (content is null)
            throw Damaged(context, name, available > 0 ? $"it has {available:N0} bytes and {length:N0} were saved" : "it is missing");
        return content;
    }

    private static InvalidDataException Damaged(ModelLoadContext context, string name, string reason, Exception? inner = null) =>
        new($"The model zip is damaged: '{Path.Combine(context.Directory ?? "", name)}' can't be used, {reason}. Copy or save the zip again.", inner);
}
