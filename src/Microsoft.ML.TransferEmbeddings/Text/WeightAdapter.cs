using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Folders;
using Microsoft.ML.TransferEmbeddings.Options;
using Tensor = Microsoft.ML.TransferEmbeddings.Folders.Tensor;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Changes that a fine-tuning made to the weights of a text encoder, without the encoder: a file of a few megabytes if low-rank matrices or biases were trained. Applied to the encoder that was
/// tuned, it gives the tuned encoder, with the same vectors and the same fingerprint. Package Microsoft.ML.TransferEmbeddings.TorchSharp makes adapters
/// (<c>FineTuner.TuneAdapter</c>); nothing but this package is needed to apply one.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. The file is a safetensors file. A low-rank change of a weight is in two tensors named as PEFT names them, <c>NAME.lora_A.weight</c> of
/// [rank, columns] and <c>NAME.lora_B.weight</c> of [rows, rank], whose product is added to the matrix as it is in the ONNX graph; another change is in a tensor
/// <c>NAME</c> with the new values.
/// </remarks>
public sealed class WeightAdapter
{
    private const string Narrow = ".lora_A.weight", Tall = ".lora_B.weight", Format = "transfer-embeddings-adapter", Version = "1";

    private readonly IReadOnlyList<WeightChange> changes;

    /// <summary>Creates an adapter of changes.</summary>
    /// <param name="baseFingerprint"><see cref="EmbeddingModel.Fingerprint"/> of the encoder that was tuned.</param>
    /// <param name="changes">A change for each weight that is another.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is no change, or a weight has two.</exception>
    [Experimental(Experiments.EncoderBuildingBlocks)]
    public WeightAdapter(string baseFingerprint, IEnumerable<WeightChange> changes)
    {
        ArgumentException.ThrowIfNullOrEmpty(baseFingerprint);
        ArgumentNullException.ThrowIfNull(changes);
        BaseFingerprint = baseFingerprint;
        this.changes = [.. changes.OrderBy(change => change.Weight, StringComparer.Ordinal)];
        if (this.changes.Count == 0)
            throw new ArgumentException("There is no change.", nameof(changes));
        if (this.changes.GroupBy(change => change.Weight).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The weight '{twice.Key}' has {twice.Count():N0} changes.", nameof(changes));
    }

    /// <summary>Fingerprint of the encoder that was tuned; no other one takes the adapter.</summary>
    public string BaseFingerprint { get; }

    /// <summary>Names of the weights that are changed, in the encoder's ONNX graph.</summary>
    public IReadOnlyList<string> Weights => [.. changes.Select(change => change.Weight)];

    /// <summary>Largest width of the low-rank matrices; 0 if there are none.</summary>
    public int Rank => changes.Max(change => change.Rank);

    /// <summary>Reads the file of an adapter.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or has a NUL character.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or is not the file of an adapter.</exception>
    /// <exception cref="NotSupportedException">A newer version of the package wrote the file.</exception>
    public static WeightAdapter Load(string path)
    {
        FilePath.Require(path);
        var content = ModelFile.FromFile(path).Content;
        var tensors = SafetensorsFile.Read(content, path);
        var metadata = Metadata(content, path);
        if (metadata.GetValueOrDefault("format") != Format || metadata.GetValueOrDefault("base") is not { Length: > 0 } fingerprint)
            throw new InvalidDataException($"'{path}' is a safetensors file, but not that of an adapter which this package wrote. Give the file that {nameof(WeightAdapter)}.{nameof(Save)} wrote.");
        if (metadata.GetValueOrDefault("version") is var version && version != Version)
            throw new NotSupportedException($"The adapter '{path}' has version {version} of the format, and version {Version} is known. Update the package.");
        if (tensors.Count == 0 || metadata.GetValueOrDefault("sha256") != Hash(fingerprint, tensors.Values))
            throw Damaged(path, "its checksum is not the one that was saved");
        try
        {
            return new WeightAdapter(fingerprint, [.. tensors.Values.Where(tensor => !tensor.Name.EndsWith(Narrow, StringComparison.Ordinal)).Select(tensor => Change(tensor, tensors, path))]);
        }
        catch (ArgumentException e)
        {
            throw Damaged(path, e.Message.ReplaceLineEndings(" ").TrimEnd('.'), e);
        }
    }

    /// <summary>Writes the adapter as a file. A save that fails leaves the previous file in place.</summary>
    /// <param name="path">Path of the file; <c>.safetensors</c> is its usual ending.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or has a NUL character.</exception>
    /// <exception cref="IOException">The file can't be written; the previous one is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written to; the previous file is unchanged.</exception>
    public void Save(string path)
    {
        FilePath.Require(path);
        Tensor[] tensors = [.. changes.SelectMany(Tensors)];
        byte[] file = SafetensorsFile.Write(
            new Dictionary<string, string>
            {
                ["format"] = Format,
                ["version"] = Version,
                ["base"] = BaseFingerprint,
                ["r"] = Rank.ToString(CultureInfo.InvariantCulture),
                // The product counts once.
                ["lora_alpha"] = Rank.ToString(CultureInfo.InvariantCulture),
                ["sha256"] = Hash(BaseFingerprint, tensors),
            },
            tensors);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    /// <summary>Makes the tuned encoder.</summary>
    /// <param name="model">The encoder that was tuned, with the same settings and prompt. It stays the caller's, and does not change.</param>
    /// <returns>The tuned encoder, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">The model is another one than the encoder that was tuned.</exception>
    /// <exception cref="NotSupportedException">The model has no ONNX graph.</exception>
    public TextEmbeddingModel Apply(TextEmbeddingModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Fingerprint != BaseFingerprint)
            throw new ArgumentException($"The adapter was made for the model with the fingerprint {BaseFingerprint}, and this one has {model.Fingerprint}. Give the very model that was tuned, with the same files, prompt and options.", nameof(model));
        var network = OnnxNetwork.Read(model.GetNetwork().Graph);
        return model.WithGraph(network.WithConstants(changes.ToDictionary(
            change => change.Weight,
            change => (network.FindConstant(change.Weight) is { } constant ? change.ApplyTo(constant) : null)
                ?? throw new ArgumentException($"The model has no weight '{change.Weight}' that the adapter could change.", nameof(model)))));
    }

    /// <summary>A name that comes twice is an error here; the tensors were read without it.</summary>
    private static IReadOnlyDictionary<string, string> Metadata(ReadOnlyMemory<byte> content, string path)
    {
        try
        {
            return SafetensorsFile.ReadMetadata(content);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentException)
        {
            throw Damaged(path, e.Message.ReplaceLineEndings(" ").TrimEnd('.'), e);
        }
    }

    private static WeightChange Change(Tensor tensor, IReadOnlyDictionary<string, Tensor> tensors, string path)
    {
        if (!tensor.Name.EndsWith(Tall, StringComparison.Ordinal))
            return WeightChange.Replace(tensor.Name, tensor.ToSingles(path));
        string weight = tensor.Name[..^Tall.Length];
        return tensor.Shape is [_, > 0 and <= int.MaxValue and var rank] && tensors.TryGetValue(weight + Narrow, out var narrow)
            ? WeightChange.AddProduct(weight, tensor.ToSingles(path), narrow.ToSingles(path), (int)rank)
            : throw Damaged(path, $"the weight '{weight}' has one matrix of two");
    }

    private static IEnumerable<Tensor> Tensors(WeightChange change) => change.Rank == 0
        ? [Single(change.Weight, [change.Left.Length], change.Left)]
        :
        [
            Single(change.Weight + Tall, [change.Left.Length / change.Rank, change.Rank], change.Left),
            Single(change.Weight + Narrow, [change.Rank, change.Right.Length / change.Rank], change.Right),
        ];

    private static Tensor Single(string name, long[] shape, float[] values) => new(name, "F32", shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static string Hash(string fingerprint, IEnumerable<Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(fingerprint));
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{tensor.Name} {tensor.ElementType} [{string.Join(", ", tensor.Shape)}]\n"));
            hash.AppendData(tensor.Data.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static InvalidDataException Damaged(string path, string reason, Exception? inner = null) =>
        new($"The adapter '{path}' is damaged: {reason}. Copy or save the file again.", inner);
}
