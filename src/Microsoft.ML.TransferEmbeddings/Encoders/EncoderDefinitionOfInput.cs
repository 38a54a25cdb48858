using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Encoders;
using Microsoft.ML.TransferEmbeddings.Encoders.Columns;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Base class for definitions of a kind of encoder. To add a kind, derive from it, implement <see cref="IEncoderKind{TSelf}"/>, register the kind with
/// <see cref="EncoderKindAttribute{TDefinition}"/>, and derive a model from <see cref="EmbeddingModel{TInput}"/>. Stages, zips and fingerprints then work as with
/// the kinds of this package.
/// </summary>
/// <typeparam name="TInput">Type of the inputs: <c>ReadOnlyMemory&lt;char&gt;</c> for texts.</typeparam>
/// <remarks>Derived classes must be immutable and thread-safe.</remarks>
public abstract class EncoderDefinition<TInput> : EncoderDefinition
{
    private readonly EncoderDefinition<TInput>? inner;

    /// <summary>Creates a definition of settings and files.</summary>
    /// <param name="settings">Settings that change vectors, and no others: <see cref="EncoderSettings.ToJson"/> writes them. Do not change them afterwards.</param>
    /// <param name="files">Files, such as weights and vocabularies.</param>
    /// <exception cref="InvalidOperationException">The assembly of this class does not register it as a kind.</exception>
    protected EncoderDefinition(JsonObject settings, ModelFiles files)
        : base(settings, files)
    {
    }

    /// <summary>Creates a decorator of another definition, with its kind, settings, files and fingerprint. It is saved as that definition.</summary>
    /// <param name="inner">The definition to decorate.</param>
    protected EncoderDefinition(EncoderDefinition<TInput> inner)
        : base(inner) => this.inner = inner;

    /// <summary>
    /// Whether a cache is worth its while for the vectors; default true, and that of the inner definition in a decorator. Return false if computing a vector takes as long
    /// as finding one, a few microseconds: equal inputs of a window are then encoded once, and no <see cref="EmbeddingCache"/> is used.
    /// </summary>
    public virtual bool IsWorthCaching => inner?.IsWorthCaching ?? true;

    /// <summary>
    /// Types of column that the encoder reads. If a column has vectors of such texts or keys, a stage encodes all inputs of a row and combines their vectors
    /// (<see cref="InputCombination"/>).
    /// </summary>
    public abstract IReadOnlyList<InputColumn<TInput>> Columns { get; }

    internal sealed override string ColumnTypes => string.Join(", ", Columns.Select(column => column.TypeName));

    /// <summary>
    /// Computes a hash of what an input holds, by which an <see cref="EmbeddingCache"/> knows it. The base class knows texts (<c>ReadOnlyMemory&lt;char&gt;</c>) and
    /// primitive numbers, and asks the inner definition in a decorator.
    /// </summary>
    /// <param name="input">The input.</param>
    /// <param name="destination">Receives SHA-256 of the content, 32 bytes. Inputs with equal hashes must have equal vectors.</param>
    /// <returns>False if the input has no hash, because its type is not known or it can't be read: its vector is then computed every time.</returns>
    public virtual bool TryHash(TInput input, Span<byte> destination) => inner?.TryHash(input, destination) ?? InputHash.TryCompute(input, destination);

    /// <summary>Opens an encoder. It may share resources with other open encoders, such as an inference session.</summary>
    /// <param name="context">The device to run on.</param>
    /// <returns>The encoder, which the caller disposes of.</returns>
    public abstract EmbeddingEncoder<TInput> Open(EncoderContext context);

    internal sealed override bool KeepsVectors => IsWorthCaching;

    internal sealed override EmbeddingEncoder Decorate(EmbeddingEncoder encoder, IEncoderDecorator decorator) => decorator.Decorate(this, (EmbeddingEncoder<TInput>)encoder);

    internal sealed override EmbeddingEncoder OpenForStage(EncoderContext context, InputReports reports) => new ReopeningEncoder<TInput>(this, context, reports);

    internal sealed override bool Accepts(DataViewType type) => Find(type) is not null || FindItem(type) is not null;

    internal sealed override ColumnEncoder Bind(EmbeddingEncoder encoder, DataViewType type, InputCombination combination)
    {
        var typed = (EmbeddingEncoder<TInput>)encoder;
        return Find(type)?.Bind(typed) ?? FindItem(type)!.BindVector(typed, combination, ((VectorDataViewType)type).Size);
    }

    /// <summary>The process's one definition of this content.</summary>
    internal EncoderDefinition<TInput> Shared() => IsDecorator ? this : (EncoderDefinition<TInput>)SharedDefinitions.Share(this);

    private InputColumn<TInput>? Find(DataViewType type) => Columns.FirstOrDefault(column => column.Accepts(type));

    /// <summary>A vector of numbers is one thing, such as an embedding, and no list of inputs.</summary>
    private InputColumn<TInput>? FindItem(DataViewType type) =>
        type is VectorDataViewType { ItemType: TextDataViewType or KeyDataViewType } vector ? Find(vector.ItemType) : null;
}
