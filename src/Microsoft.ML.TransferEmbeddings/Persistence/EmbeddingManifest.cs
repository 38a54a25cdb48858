using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Microsoft.ML.TransferEmbeddings.Persistence;

/// <summary>What a model zip says of an embedding stage: <c>embedding.json</c> beside the stage's weights.</summary>
internal sealed record EmbeddingManifest(
    string WrittenBy,
    string OutputColumn,
    string InputColumn,
    bool SlotNames,
    string Encoder,
    JsonObject Settings,
    IReadOnlyList<EmbeddingManifest.File> Files)
{
    public sealed record File(string Name, long Length, string Sha256);

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public static EmbeddingManifest FromUtf8(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<EmbeddingManifest>(utf8, Json) ?? throw new JsonException("the manifest is empty");
}
