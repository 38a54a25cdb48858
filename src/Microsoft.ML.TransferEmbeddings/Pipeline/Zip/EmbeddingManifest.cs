using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

/// <summary>What a model zip says of an embedding stage: <c>embedding.json</c> beside the stage's weights.</summary>
internal sealed record EmbeddingManifest(
    string WrittenBy,
    string OutputColumn,
    string InputColumn,
    bool SlotNames,
    string Encoder,
    JsonObject Settings,
    IReadOnlyList<EmbeddingManifest.File> Files,
    EmbeddingManifest.Model? Reference = null)
{
    /// <param name="Name">The entry in the zip.</param>
    /// <param name="Length">In bytes.</param>
    /// <param name="Sha256">In hexadecimal.</param>
    /// <param name="Path">The path in the model's folder where the zip refers to a model and has no entry for the file.</param>
    public sealed record File(string Name, long Length, string Sha256, string? Path = null);

    /// <summary>The model that the files are of, where the zip does not hold them.</summary>
    public sealed record Model(string Name, string? Revision = null);

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    public ModelReference? ToReference()
    {
        if (Reference is null)
            return null;
        string[] paths = [.. Files.Select(file => file.Path ?? throw new JsonException($"the file '{file.Name}' of the referenced model has no path"))];
        return new ModelReference(Reference.Name, Reference.Revision, paths);
    }

    /// <summary>The files of a manifest that has a <see cref="ToReference"/>.</summary>
    public IReadOnlyList<ReferencedFile> ToReferencedFiles() => [.. Files.Select(file => new ReferencedFile(file.Name, file.Path!, file.Sha256))];

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public static EmbeddingManifest FromUtf8(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<EmbeddingManifest>(utf8, Json) ?? throw new JsonException("the manifest is empty");
}
