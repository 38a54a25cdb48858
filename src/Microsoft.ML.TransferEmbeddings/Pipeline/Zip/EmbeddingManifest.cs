using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

/// <summary>What a model zip says of an embedding stage: <c>embedding.json</c> beside the stage's files.</summary>
/// <param name="WrittenBy">The package and its version.</param>
/// <param name="Encoder">The kind of encoder.</param>
/// <param name="Assembly">The assembly that registers the kind.</param>
/// <param name="Settings">Of the encoder; its kind reads them.</param>
/// <param name="Files">Of the encoder.</param>
/// <param name="Columns">Each input column with its column of vectors.</param>
/// <param name="SlotNames">Whether slots have names.</param>
/// <param name="Combination">Of several inputs per row.</param>
/// <param name="InvalidInputs">What happens to an input that can't be used.</param>
/// <param name="EmptyTexts">What a text without content gets.</param>
/// <param name="Reference">The model that the files are of, where the zip does not hold them.</param>
internal sealed record EmbeddingManifest(
    string WrittenBy,
    string Encoder,
    string Assembly,
    JsonObject Settings,
    IReadOnlyList<EmbeddingManifest.File> Files,
    IReadOnlyList<EmbeddingManifest.Column> Columns,
    bool SlotNames = false,
    InputCombination Combination = InputCombination.Mean,
    InvalidInputHandling InvalidInputs = InvalidInputHandling.Throw,
    EmptyTextHandling EmptyTexts = EmptyTextHandling.Encode,
    EmbeddingManifest.Model? Reference = null)
{
    /// <param name="Output">The column of vectors.</param>
    /// <param name="Input">The column that is encoded.</param>
    public sealed record Column(string Output, string Input);

    /// <param name="Name">The file's name, which is also the entry's in the stage's folder.</param>
    /// <param name="Length">In bytes.</param>
    /// <param name="Sha256">In hexadecimal.</param>
    /// <param name="Stage">The folder in the zip of another stage that holds the same file; null where this stage does.</param>
    /// <param name="Path">The path in the model's folder where the zip refers to a model and holds no file.</param>
    public sealed record File(string Name, long Length, string Sha256, string? Stage = null, string? Path = null);

    public sealed record Model(string Name, string? Revision = null);

    /// <summary>What can't be of what was read; null where all can.</summary>
    public string? Problem =>
        Columns.Count == 0 ? "it names no column"
        : Columns.Any(column => column is not { Output.Length: > 0, Input.Length: > 0 }) ? "it has a column without a name"
        : Files.Any(file => file is not { Length: >= 0 } || !ModelFile.IsName(file.Name)) ? "it has a file without a name or a length that can be"
        // Each would be read, however large it is.
        : Files.CountBy(file => file.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } twin, Value: var times } ? $"it lists the file '{twin}' {times:N0} times"
        : null;

    /// <exception cref="InvalidDataException">A file has no path in the folder of the model.</exception>
    public IReadOnlyList<ReferencedFile> ToReferencedFiles() => [.. Files.Select(file => new ReferencedFile(
        file.Name, file.Path ?? throw new InvalidDataException($"The model zip is damaged: the file '{file.Name}' of the referenced model has no path. Copy or save the zip again."), file.Sha256))];

    public byte[] ToUtf8() => JsonText.Indented(EncoderSettings.ToJson(this));

    /// <exception cref="InvalidDataException">The manifest is not one, or has a member that is not known.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static EmbeddingManifest FromUtf8(ReadOnlySpan<byte> utf8) =>
        EncoderSettings.FromJson<EmbeddingManifest>(JsonNode.Parse(utf8) as JsonObject ?? throw new JsonException("the manifest is not an object"));
}
