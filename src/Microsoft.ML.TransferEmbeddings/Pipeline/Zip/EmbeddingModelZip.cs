using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

/// <summary>
/// Writes an embedding stage into ML.NET's model zip and reads it back. The stage's folder in the zip holds <c>Model.key</c>
/// (ML.NET's header and the manifest's hash), <c>embedding.json</c> (the manifest) and the files that the manifest names, each with
/// its SHA-256, unless they are left where the model came from: whatever is damaged on the way is refused by name.
/// </summary>
internal static class EmbeddingModelZip
{
    /// <summary>The newest format that is read. Raised when a zip can't be read by the versions before: 1.2 knows weights by reference.</summary>
    public const uint FormatVersion = 0x00010002;

    /// <summary>What a zip with the weights inside has: every version reads it.</summary>
    private const uint EmbeddedFormatVersion = 0x00010001;

    private const string ManifestName = "embedding.json";

    private static readonly string PackageVersion =
        typeof(EmbeddingModelZip).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static VersionInfo Version(uint format, ZipLoader loader) => new(
        modelSignature: "TREMBEDS",
        verWrittenCur: format,
        verReadableCur: format,
        verWeCanReadBack: EmbeddedFormatVersion,
        loaderAssemblyName: loader.Assembly.FullName,
        loaderSignature: loader.Signature);

    public static void Write(ModelSaveContext context, string outputColumn, string inputColumn, bool slotNames, Pipeline.EncoderDefinition definition, ModelReference? reference)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version(reference is null ? EmbeddedFormatVersion : FormatVersion, definition.Loader));

        var files = definition.Parts.Select((part, i) => new EmbeddingManifest.File(part.Name, part.Content.Length, part.Sha256, reference?.Paths[i])).ToArray();
        byte[] manifest = new EmbeddingManifest(
            $"Microsoft.ML.TransferEmbeddings {PackageVersion}", outputColumn, inputColumn, slotNames, definition.Kind, definition.Settings, files,
            reference is null ? null : new EmbeddingManifest.Model(reference.Name, reference.Revision)).ToUtf8();

        context.Writer.Write(SHA256.HashData(manifest));
        context.SaveBinaryStream(ManifestName, writer => writer.Write(manifest));
        if (reference is not null)
            return;
        foreach (var part in definition.Parts)
            context.SaveBinaryStream(part.Name, writer => writer.Write(part.Content.Span));
    }

    public static (EmbeddingManifest Manifest, IReadOnlyList<ModelPart> Parts, ModelReference? Reference) Read(ModelLoadContext context, ZipLoader loader)
    {
        RefuseNewer(context);
        context.CheckAtModel(Version(FormatVersion, loader));

        byte[] manifestHash = context.Reader.ReadBytes(SHA256.HashSizeInBytes);
        byte[] utf8 = ReadEntry(context, ManifestName, length: null);
        if (!SHA256.HashData(utf8).AsSpan().SequenceEqual(manifestHash))
            throw Damaged(context, ManifestName, "its SHA-256 is not the one that was saved");

        EmbeddingManifest manifest;
        ModelReference? reference;
        try
        {
            manifest = EmbeddingManifest.FromUtf8(utf8);
            reference = manifest.ToReference();
        }
        catch (JsonException e)
        {
            throw Damaged(context, ManifestName, e.Message, e);
        }

        if (reference is not null)
            return (manifest, ReferencedModel.Read(reference, manifest.ToReferencedFiles(), new ModelLocations()), reference);

        var parts = new List<ModelPart>(manifest.Files.Count);
        foreach (var file in manifest.Files)
        {
            var part = new ModelPart(file.Name, ReadEntry(context, file.Name, file.Length));
            if (part.Sha256 != file.Sha256)
                throw Damaged(context, file.Name, "its SHA-256 is not the one that was saved");
            parts.Add(part);
        }
        return (manifest, parts, null);
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
