using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.Encoders;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

/// <summary>
/// Writes an embedding stage into ML.NET's model zip and reads it back. The stage's folder in the zip holds <c>Model.key</c>
/// (ML.NET's header and the manifest's hash), <c>embedding.json</c> (the manifest) and the files that the manifest names, each with
/// its SHA-256, unless another stage of the zip holds them or they are left where the model came from: whatever is damaged on the way is refused by name.
/// </summary>
internal static class EmbeddingModelZip
{
    /// <summary>The newest format that is read. Raised when a zip can't be read by the versions before.</summary>
    public const uint FormatVersion = 0x00020001;

    /// <summary>The oldest format that is read.</summary>
    private const uint OldestFormatVersion = 0x00020001;

    private const string ManifestName = "embedding.json";

    private const int MaxManifestBytes = 16 << 20;

    private static readonly Assembly ThisAssembly = typeof(EmbeddingModelZip).Assembly;

    private static readonly string PackageVersion =
        ThisAssembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static VersionInfo Version { get; } = new(
        modelSignature: "TREMBEDS",
        verWrittenCur: FormatVersion,
        verReadableCur: FormatVersion,
        verWeCanReadBack: OldestFormatVersion,
        loaderAssemblyName: ThisAssembly.FullName,
        loaderSignature: EmbeddingTransformerLoader.Signature);

    public static void Write(ModelSaveContext context, EncoderDefinition definition, EmbeddingStageSettings settings)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version);

        var reference = settings.Reference;
        EmbeddingManifest.File[] files = [.. definition.Files.Select((file, i) => new EmbeddingManifest.File(
            file.Name, file.Content.Length, file.Sha256, reference is null ? StageFiles.Claim(context, file) : null, reference?.Paths[i]))];
        byte[] manifest = new EmbeddingManifest(
            $"{ThisAssembly.GetName().Name} {PackageVersion}",
            definition.Kind,
            definition.Registration.DefinitionType.Assembly.GetName().Name!,
            definition.Settings,
            files,
            [.. settings.Columns.Select(column => new EmbeddingManifest.Column(column.OutputColumnName, column.InputColumnName))],
            settings.SlotNames,
            settings.Combination,
            settings.InvalidInputs,
            settings.EmptyTexts,
            reference is null ? null : new EmbeddingManifest.Model(reference.Name, reference.Revision)).ToUtf8();

        context.Writer.Write(SHA256.HashData(manifest));
        context.SaveBinaryStream(ManifestName, writer => writer.Write(manifest));
        if (reference is not null)
            return;
        foreach (var (file, saved) in definition.Files.Zip(files))
        {
            if (saved.Stage is null)
                context.SaveBinaryStream(file.Name, writer => writer.Write(file.Content.Span));
        }
    }

    public static (EncoderDefinition Definition, EmbeddingStageSettings Settings) Read(IHostEnvironment environment, ModelLoadContext context)
    {
        RefuseOtherFormats(context);
        context.CheckAtModel(Version);
        if (ZipEntries.FindExcess(context) is { } excess)
            throw new InvalidDataException($"The model zip is refused: {excess}.");

        var manifest = ReadManifest(context);
        if (manifest.Problem is { } problem)
            throw Damaged(context, ManifestName, problem);
        var reference = manifest.Reference is { } model ? new ModelReference(model.Name, model.Revision, [.. manifest.Files.Select(file => PathOf(file, context))]) : null;
        // The kind first: a package that is missing is said before large files are read.
        var kind = EncoderKinds.Find(manifest.Encoder, manifest.Assembly);
        var files = reference is null
            ? new ModelFiles(manifest.Files.Select(file => ReadFile(context, file)))
            : new ModelFiles(ReferencedModel.Read(reference, manifest.ToReferencedFiles(), Locations(environment)));
        var settings = new EmbeddingStageSettings([.. manifest.Columns.Select(column => new InputOutputColumnPair(column.Output, column.Input))])
        {
            SlotNames = manifest.SlotNames,
            Combination = manifest.Combination,
            InvalidInputs = manifest.InvalidInputs,
            EmptyTexts = manifest.EmptyTexts,
            Reference = reference,
        };
        return (Restore(kind, manifest, files), settings);
    }

    private static ModelLocations Locations(IHostEnvironment environment)
    {
        var options = ContextOptions<EmbeddingContextOptions>.Of(environment) ?? EmbeddingContextOptions.Default;
        return new ModelLocations { Resolver = options.FindModel, Store = options.Store };
    }

    private static EncoderDefinition Restore(EncoderKindAttribute kind, EmbeddingManifest manifest, ModelFiles files)
    {
        // A model that is in memory already is not read a second time.
        string fingerprint = EncoderFingerprint.Compute(manifest.Encoder, manifest.Settings, files);
        return SharedDefinitions.Find(fingerprint) is { } known && known.GetType() == kind.DefinitionType
            ? known
            : SharedDefinitions.Share(kind.Restore(new SavedEncoder(manifest.Settings, files)));
    }

    private static EmbeddingManifest ReadManifest(ModelLoadContext context)
    {
        byte[] manifestHash = context.Reader.ReadBytes(SHA256.HashSizeInBytes);
        byte[] utf8 = ReadEntry(context, context.Directory, ManifestName, length: null);
        if (!SHA256.HashData(utf8).AsSpan().SequenceEqual(manifestHash))
            throw Damaged(context, ManifestName, "its SHA-256 is not the one that was saved");
        try
        {
            return EmbeddingManifest.FromUtf8(utf8);
        }
        catch (JsonException e)
        {
            throw Damaged(context, ManifestName, e.Message, e);
        }
    }

    private static ModelFile ReadFile(ModelLoadContext context, EmbeddingManifest.File file)
    {
        var part = new ModelFile(file.Name, ReadEntry(context, file.Stage ?? context.Directory, file.Name, file.Length));
        return part.Sha256 == file.Sha256 ? part : throw Damaged(context, file.Name, "its SHA-256 is not the one that was saved");
    }

    private static string PathOf(EmbeddingManifest.File file, ModelLoadContext context) =>
        file.Path ?? throw Damaged(context, ManifestName, $"the file '{file.Name}' of the referenced model has no path");

    private static void RefuseOtherFormats(ModelLoadContext context)
    {
        uint format = context.Header.ModelVerReadable;
        if (format > FormatVersion)
        {
            throw new NotSupportedException(
                $"The embedding stage '{context.Directory}' of this model zip has format {Show(format)}; Microsoft.ML.TransferEmbeddings {PackageVersion} " +
                $"reads formats up to {Show(FormatVersion)}. The zip was saved by a newer version of the package: update the package, or save the model again with this one.");
        }
        if (context.Header.ModelVerWritten < OldestFormatVersion)
        {
            throw new NotSupportedException(
                $"The embedding stage '{context.Directory}' of this model zip has format {Show(context.Header.ModelVerWritten)} of a version before the first release. Train and save the model again.");
        }

        static string Show(uint version) => $"{version >> 16}.{version & 0xFFFF}";
    }

    /// <param name="context">Of the stage.</param>
    /// <param name="folder">In the zip.</param>
    /// <param name="name">The file's.</param>
    /// <param name="length">What the manifest says; null for the manifest itself.</param>
    private static byte[] ReadEntry(ModelLoadContext context, string? folder, string name, long? length)
    {
        var entry = ZipEntries.Find(context, folder, name) ?? throw Damaged(context, name, "it is missing");
        if (length is not null && entry.Length != length)
            throw Damaged(context, name, $"it has {entry.Length:N0} bytes and {length:N0} were saved");
        if (length is null && entry.Length > MaxManifestBytes)
            throw Damaged(context, name, $"it has {entry.Length:N0} bytes, and {MaxManifestBytes:N0} are allowed");
        try
        {
            var content = new byte[entry.Length];
            using var stream = entry.Open();
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OutOfMemoryException)
        {
            throw Damaged(context, name, e.Message.TrimEnd('.'), e);
        }
    }

    private static InvalidDataException Damaged(ModelLoadContext context, string name, string reason, Exception? inner = null) =>
        new($"The model zip is damaged: '{Path.Combine(context.Directory ?? "", name)}' can't be used, {reason}. Copy or save the zip again.", inner);
}
